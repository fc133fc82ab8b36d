/** Export: a trained model written for other software, read back and compared before anyone relies on it. */
import { IconFolderOpen, IconPackageExport } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import type { ExportRecord } from '../../../shared/api/models.ts';
import { Button, EmptyState, InView, ModelPicker, Page, Panel, PathText, QueryView, Section, Stack, TaskProgress, Text } from '../../components/index.ts';
import { useHost } from '../../stores/ConnectionContext.tsx';
import { useCall } from '../../stores/useCall.ts';
import { useRouteQuery } from '../../stores/useRouteQuery.ts';
import { useShownTask } from '../../stores/useShownTask.ts';
import { ExportForm } from './ExportForm.tsx';
import { ExportProof } from './ExportProof.tsx';
import { Handoffs } from './Handoffs.tsx';
import { PastExports } from './PastExports.tsx';

export function ExportScreen(): ReactNode {
  const model = useRouteQuery().get('model');
  const [, navigate] = useLocation();
  const task = useShownTask('export');
  const news = task ? `${task.id} ${task.status}` : '';
  /** Of the list below, until there is news of the task. */
  const [opened, setOpened] = useState<{ readonly path: string; readonly before: string } | null>(null);
  const options = useCall('exports.options', { model: model ?? '' }, { enabled: model !== null });
  const records = useCall('exports.list', {}).data ?? [];
  const path = opened?.before === news ? opened.path : task?.result?.path;
  const shown = records.find((record) => record.path === path);
  const busy = task?.status === 'running' ? 'An export is being written' : null;
  return (
    <Page
      title="Export"
      subtitle="Write a trained model for transformers, vLLM, llama.cpp and others. It is read back and compared before you rely on it."
      width="wide"
    >
      <Stack>
        <Panel title="What to export">
          <Stack gap={5}>
            <div style={{ maxWidth: 480 }}>
              <ModelPicker
                label="Model"
                help="A model of the list, or what a run has trained."
                value={model}
                onChange={(text) => {
                  setOpened(null);
                  navigate(`/export?model=${encodeURIComponent(text)}`, { replace: true });
                }}
              />
            </div>
            {model === null ? (
              <EmptyState compact icon={IconPackageExport} title="No model chosen">
                Choose what to export above. A finished run leads here too.
              </EmptyState>
            ) : (
              <QueryView query={options} waitsFor="Reading what the model can be written as" failure="What it can be written as could not be told">
                {(known) => <ExportForm key={model} model={model} options={known} busy={busy} />}
              </QueryView>
            )}
          </Stack>
        </Panel>
        {/* Below the button that did it, and above the list that it was opened from. */}
        {shown ? (
          <InView key={shown.path} of={shown.path}>
            <Finished record={shown} />
          </InView>
        ) : task && task.status !== 'done' ? (
          <InView key={task.id} of={task.status}>
            <Panel>
              <TaskProgress task={task} />
            </Panel>
          </InView>
        ) : null}
        <PastExports onOpen={(record) => setOpened({ path: record.path, before: news })} />
      </Stack>
    </Page>
  );
}

function Finished({ record: { model, path, format, proof } }: { readonly record: ExportRecord }): ReactNode {
  const host = useHost();
  return (
    <Panel
      title={model}
      note={proof.ok ? 'verified' : 'not verified'}
      actions={
        host.reveal ? (
          <Button icon={IconFolderOpen} onClick={() => void host.reveal?.(path)}>
            Show the folder
          </Button>
        ) : null
      }
    >
      <Stack gap={5}>
        <Text look="soft" as="div">
          <PathText path={path} />
        </Text>
        <ExportProof proof={proof} />
        <Section title="Open it elsewhere">
          <Handoffs path={path} format={format} />
        </Section>
      </Stack>
    </Panel>
  );
}
