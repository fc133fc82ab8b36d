/** One model: its figures, what can be done with it, and everything its files say. */
import { IconMessages, IconPackageExport, IconPencil, IconShieldCheck, IconSparkles, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import type { ModelInspection, ModelSummary } from '../../../shared/api/models.ts';
import {
  BusyState,
  Button,
  CodeBlock,
  Columns,
  EmptyState,
  ErrorState,
  JsonView,
  KeyValueList,
  MenuButton,
  optionLabel,
  optionText,
  Page,
  Panel,
  PathText,
  QueryView,
  Stack,
  Stat,
  StatRow,
  Tabs,
  Text,
} from '../../components/index.ts';
import { formatBytes, formatCount, formatMoment, formatWhole } from '../../format/index.ts';
import { useAction, useCall } from '../../stores/useCall.ts';
import { useRouteQuery } from '../../stores/useRouteQuery.ts';
import { Receipt } from '../convert/Receipt.tsx';
import { Becomes } from './Becomes.tsx';
import { ExportsTo } from './ExportsTo.tsx';
import { RenameModel } from './RenameModel.tsx';
import { TensorTable } from './TensorTable.tsx';
import { useRemoveModel } from './useRemoveModel.ts';
import { Verification } from './Verification.tsx';

const tabs = ['overview', 'tensors', 'config', 'tokenizer'] as const;
type Tab = (typeof tabs)[number];

export function ModelPage({ id }: { readonly id: string }): ReactNode {
  const list = useCall('models.list', {});
  const summary = list.data?.find((model) => model.id === id);
  const inspection = useCall('models.inspect', { model: id }, { enabled: summary !== undefined });
  const asked = useRouteQuery().get('tab');
  const tab = tabs.find((each) => each === asked) ?? 'overview';
  const [renaming, setRenaming] = useState(false);
  const verify = useAction('models.verify');
  const [verifying, setVerifying] = useState<string | null>(null);
  const [, navigate] = useLocation();
  const remove = useRemoveModel();
  const back = { label: 'Models', to: '/models' };
  if (!summary) {
    return (
      <Page title={list.data ? 'No such model' : 'Model'} back={back}>
        {list.data ? (
          <EmptyState icon={IconTrash} title={`There is no model "${id}"`} action={<Button to="/models">All models</Button>}>
            It was taken off the list; what Mixwright made itself lies in the trash for a while.
          </EmptyState>
        ) : list.error ? (
          <ErrorState error={list.error} title="The models could not be listed" onRetry={() => void list.refetch()} />
        ) : (
          <BusyState what="Reading the list of models" />
        )}
      </Page>
    );
  }
  const address = encodeURIComponent(id);
  return (
    <Page
      title={summary.name}
      subtitle={<PathText path={summary.path} />}
      back={back}
      toolbar={
        <Tabs
          label="Model"
          value={tab}
          options={[
            { value: 'overview', label: 'Overview' },
            { value: 'tensors', label: 'Tensors', ...(inspection.data ? { count: inspection.data.tensors.length } : {}) },
            { value: 'config', label: 'Configuration' },
            { value: 'tokenizer', label: 'Tokenizer' },
          ]}
          onChange={(value: Tab) => navigate(`/models/${address}?tab=${value}`, { replace: true })}
        />
      }
      actions={
        <>
          <MenuButton
            label="More"
            items={[
              { label: 'Rename', icon: IconPencil, onClick: () => setRenaming(true) },
              { label: 'Verify its files', icon: IconShieldCheck, onClick: () => verify.run({ model: id, against: null }, ({ task }) => setVerifying(task)) },
              { label: 'Take off the list', icon: IconTrash, danger: true, separate: true, onClick: () => remove(summary) },
            ]}
          />
          <Button icon={IconMessages} to={`/playground?model=${address}`}>
            Talk to it
          </Button>
          <Button icon={IconPackageExport} to={`/export?model=${address}`}>
            Export
          </Button>
          <Button look="primary" icon={IconSparkles} onClick={() => navigate(`/train?model=${address}`)}>
            Train it
          </Button>
        </>
      }
    >
      <Stack>
        <Verification task={verifying} />
        <QueryView query={inspection} waitsFor="Reading configuration, tensors and tokenizer" failure="The model could not be read">
          {(inspected) => <Tabbed tab={tab} summary={summary} inspected={inspected} />}
        </QueryView>
      </Stack>
      {renaming ? <RenameModel model={summary} onClose={() => setRenaming(false)} /> : null}
    </Page>
  );
}

interface TabbedProps {
  readonly tab: Tab;
  readonly summary: ModelSummary;
  readonly inspected: ModelInspection;
}

function Tabbed({ tab, summary, inspected }: TabbedProps): ReactNode {
  switch (tab) {
    case 'overview':
      return <Overview summary={summary} inspected={inspected} />;
    case 'tensors':
      return <TensorTable tensors={inspected.tensors} />;
    case 'config':
      return (
        <Panel title="config.json">
          <JsonView value={inspected.config} open={2} />
        </Panel>
      );
    case 'tokenizer':
      return <Tokenizer tokenizer={inspected.tokenizer} />;
  }
}

function Overview({ summary, inspected }: Omit<TabbedProps, 'tab'>): ReactNode {
  const { moe } = summary;
  return (
    <Stack>
      <Panel>
        <StatRow>
          <Stat label="Parameters" value={formatCount(inspected.parameters)} title={formatWhole(inspected.parameters)} />
          <Stat
            label="Active per token"
            value={formatCount(inspected.activeParameters)}
            title={formatWhole(inspected.activeParameters)}
            hint="What one token is computed with. A dense model uses all its parameters."
          />
          <Stat label="Experts" value={moe ? formatWhole(moe.experts) : 'none'} detail={moe ? `top ${moe.topK}, in ${moe.layers} layers` : 'a dense model'} />
          <Stat label="On disk" value={formatBytes(inspected.bytes)} />
          <Stat
            label="Vocabulary"
            value={inspected.tokenizer ? formatWhole(inspected.tokenizer.vocabSize) : '–'}
            unit={inspected.tokenizer ? 'tokens' : undefined}
          />
        </StatRow>
      </Panel>
      <Columns min={320} max={2}>
        <Panel title="What it is">
          <KeyValueList
            items={[
              { label: 'Architecture', value: inspected.modelType },
              { label: 'Format', value: inspected.format },
              { label: 'Tokenizer', value: inspected.tokenizer?.kind ?? 'none' },
              { label: 'Chat template', value: inspected.tokenizer?.chatTemplate ? 'yes' : 'no' },
              { label: 'Added', value: formatMoment(summary.addedAt) },
            ]}
          />
          {inspected.notes.map((note) => (
            <Text key={note} look="soft" as="p">
              {note}
            </Text>
          ))}
        </Panel>
        <Stack>
          <Becomes model={summary.id} canBecome={inspected.canBecome} />
          <ExportsTo model={summary.id} />
        </Stack>
      </Columns>
      {inspected.receipt ? (
        <Panel title="Conversion" note={formatMoment(inspected.receipt.convertedAt)}>
          <Stack>
            <Receipt receipt={inspected.receipt} />
            <KeyValueList
              items={[
                { label: 'Made from', value: <PathText path={inspected.receipt.base} /> },
                { label: 'Method', value: inspected.receipt.method },
                ...Object.entries(inspected.receipt.options).map(([name, value]) => ({ label: optionLabel(name), value: optionText(value) })),
                { label: 'Number type', value: inspected.receipt.dtype },
                { label: 'Seed', value: String(inspected.receipt.seed) },
              ]}
            />
          </Stack>
        </Panel>
      ) : null}
    </Stack>
  );
}

function Tokenizer({ tokenizer }: { readonly tokenizer: ModelInspection['tokenizer'] }): ReactNode {
  if (!tokenizer) {
    return (
      <EmptyState icon={IconMessages} title="No tokenizer">
        The folder holds no tokenizer files, so it can neither be trained on text nor talked to. Copy tokenizer.json into it.
      </EmptyState>
    );
  }
  return (
    <Panel title="Chat template" note={`${tokenizer.kind}, ${formatWhole(tokenizer.vocabSize)} tokens`}>
      {tokenizer.chatTemplate ? (
        <CodeBlock text={tokenizer.chatTemplate} title="jinja" wrap />
      ) : (
        <Text look="soft">It has none: conversations cannot be put into its words without one in the recipe.</Text>
      )}
    </Panel>
  );
}
