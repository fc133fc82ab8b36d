/** One dataset: its rows as the model sees them, what is wrong with it, how long its rows are, how it is read. */
import { IconPencil, IconRefresh, IconSparkles, IconTrash, IconX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react';
import { useLocation } from 'wouter';
import type { DatasetDetails, DatasetSettings } from '../../../shared/api/datasets.ts';
import type { TaskOf } from '../../../shared/api/tasks.ts';
import {
  BusyState,
  Button,
  EmptyState,
  ErrorState,
  IconButton,
  MenuButton,
  Page,
  Panel,
  RenameDialog,
  Row,
  Stack,
  Tabs,
  TaskProgress,
  Text,
  TonePill,
} from '../../components/index.ts';
import { formatBytes, formatCount, formatPlural, formatWhole } from '../../format/index.ts';
import { useTaskOf } from '../../stores/TasksContext.tsx';
import { useAction, useCall } from '../../stores/useCall.ts';
import { useRouteQuery } from '../../stores/useRouteQuery.ts';
import { FormatTab } from './FormatTab.tsx';
import { LengthsTab } from './LengthsTab.tsx';
import { ProblemsTab } from './ProblemsTab.tsx';
import { RowsTab } from './RowsTab.tsx';
import { useRemoveDataset } from './useRemoveDataset.ts';

const tabs = ['rows', 'problems', 'lengths', 'format'] as const;
type Tab = (typeof tabs)[number];

export function DatasetPage({ id }: { readonly id: string }): ReactNode {
  const details = useCall('datasets.get', { id });
  const back = { label: 'Datasets', to: '/datasets' };
  if (details.data) return <Opened details={details.data} />;
  return (
    <Page title="Dataset" back={back}>
      {details.error ? (
        details.error.code === 'NOT_FOUND' ? (
          <EmptyState icon={IconTrash} title={`There is no dataset "${id}"`} action={<Button to="/datasets">All datasets</Button>}>
            What was taken off the list lies in the trash for a while: Settings, Storage.
          </EmptyState>
        ) : (
          <ErrorState error={details.error} title="The dataset could not be opened" onRetry={() => void details.refetch()} />
        )
      ) : (
        <BusyState what="Opening the dataset" />
      )}
    </Page>
  );
}

function Opened({ details }: { readonly details: DatasetDetails }): ReactNode {
  const { summary, settings, report, failure, fixes, columns } = details;
  const { id, name } = summary;
  const query = useRouteQuery();
  const [, navigate] = useLocation();
  const [renaming, setRenaming] = useState(false);
  const update = useAction('datasets.update');
  const check = useAction('datasets.check');
  const remove = useRemoveDataset();
  const checking = useTaskOf('check', id);
  const mending = useTaskOf('clean', id);
  useCheckAtFirstSight(details, checking);
  const tab = tabs.find((each) => each === query.get('tab')) ?? 'rows';
  const mended = mending ? <Mended task={mending} /> : null;
  // Below the button that began it, where that is on screen.
  const mendedInTab = tab === 'problems' && report !== null && fixes.length > 0;
  const go = (parameters: Readonly<Record<string, string | undefined>>): void => {
    const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
    navigate(`/datasets/${encodeURIComponent(id)}?${new URLSearchParams(given)}`, { replace: true });
  };
  const change = (changed: Partial<DatasetSettings>): void => update.run({ id, settings: changed });
  const rowProblem = query.get('problem');
  return (
    <Page
      title={name}
      subtitle={subtitleOf(details)}
      back={{ label: 'Datasets', to: '/datasets' }}
      toolbar={
        <Tabs
          label="Dataset"
          value={tab}
          options={[
            { value: 'rows', label: 'Rows' },
            { value: 'problems', label: 'Problems', ...(report ? { count: report.counts.reduce((sum, { count }) => sum + count, 0) } : {}) },
            { value: 'lengths', label: 'Lengths' },
            { value: 'format', label: 'Format and split' },
          ]}
          onChange={(value: Tab) => go({ tab: value })}
        />
      }
      actions={
        <>
          <MenuButton
            label="More"
            items={[
              { label: 'Check again', icon: IconRefresh, onClick: () => check.run({ id }) },
              { label: 'Rename', icon: IconPencil, onClick: () => setRenaming(true) },
              { label: 'Take off the list', icon: IconTrash, danger: true, separate: true, onClick: () => remove(summary) },
            ]}
          />
          <Button
            look="primary"
            icon={IconSparkles}
            to={`/train?dataset=${encodeURIComponent(id)}`}
            refusal={failure ? 'It cannot be read yet' : report !== null && report.accepted === 0 ? 'No row of it can be trained on' : null}
          >
            Train on it
          </Button>
        </>
      }
    >
      <Stack>
        {summary.missing.length > 0 ? (
          <ErrorState
            title={`${formatPlural(summary.missing.length, 'file')} of it ${summary.missing.length === 1 ? 'is' : 'are'} gone`}
            error={{
              type: 'error',
              code: 'NOT_FOUND',
              message: summary.missing.join(', '),
              hint: 'Put them back, or take the dataset off the list and add it from where it is now.',
            }}
          />
        ) : null}
        {failure && tab !== 'format' ? (
          <ErrorState
            title="It could not be read"
            // Its rows can be, where they have columns: what is not known is which of them is what.
            error={columns.length === 0 ? failure : { ...failure, hint: 'Choose its format, then which column holds what.' }}
            actions={columns.length === 0 ? null : <Button onClick={() => go({ tab: 'format' })}>Set its format</Button>}
          />
        ) : null}
        {/* First: some tabs are long, and nothing else tells that it is there. */}
        {mended && !mendedInTab ? <Panel>{mended}</Panel> : null}
        {tab === 'rows' ? (
          failure ? null : (
            <RowsTab
              id={id}
              settings={settings}
              report={report}
              row={Math.max(1, Number(query.get('row')) || 1)}
              problem={rowProblem === null ? undefined : rowProblem === '' ? null : rowProblem}
              onModel={(model) => change({ model })}
              onMove={({ row, problem }) => go({ tab: 'rows', row: String(row), problem: problem === undefined ? undefined : (problem ?? '') })}
            />
          )
        ) : tab === 'format' ? (
          <FormatTab details={details} onChange={change} />
        ) : report === null ? (
          failure || checking?.status === 'running' ? null : (
            <EmptyState icon={IconRefresh} title="Not checked yet" action={<Button onClick={() => check.run({ id })}>Check it</Button>}>
              It changed since it was last checked.
            </EmptyState>
          )
        ) : tab === 'problems' ? (
          <ProblemsTab id={id} report={report} fixes={fixes} mended={mended} onShow={(code) => go({ tab: 'rows', row: '1', problem: code })} />
        ) : (
          <LengthsTab report={report} settings={settings} onChange={change} />
        )}
        {/* Last, so that what is read or chosen above stays where it is while a check comes and goes. Why it failed stands above, with what to do. */}
        {checking && checking.status !== 'done' && !(failure && checking.status === 'failed') ? (
          <Panel>
            <TaskProgress task={checking} />
          </Panel>
        ) : null}
      </Stack>
      {renaming ? (
        <RenameDialog
          title="Rename the dataset"
          name={name}
          busy={update.busy}
          onRename={(next) => update.run({ id, name: next }, () => setRenaming(false))}
          onClose={() => setRenaming(false)}
        />
      ) : null}
    </Page>
  );
}

/** Whoever opens a dataset wants to know what is in it. A check that failed or was cancelled is only repeated on demand. */
function useCheckAtFirstSight({ summary: { id, missing }, report, failure }: DatasetDetails, checking: TaskOf<'check'> | null): void {
  const check = useAction('datasets.check', { quiet: true });
  const wanted = report === null && failure === null && missing.length === 0 && checking === null;
  const begin = useEffectEvent(() => check.run({ id }));
  useEffect(() => {
    if (wanted) begin();
  }, [wanted]);
}

function subtitleOf({ summary, report }: DatasetDetails): string {
  if (!report) return formatBytes(summary.bytes);
  const parts = [
    report.format,
    `${formatWhole(report.accepted)} of ${formatPlural(report.rows, 'row')}`,
    report.tokens ? `${formatCount(report.tokens.trained)} trained tokens` : '',
    formatBytes(summary.bytes),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function Mended({ task }: { readonly task: TaskOf<'clean'> }): ReactNode {
  const dismiss = useAction('tasks.dismiss');
  const { id, title, result } = task;
  if (!result) return <TaskProgress task={task} />;
  return (
    <Row gap={3} wrap>
      <TonePill tone="good">Mended</TonePill>
      <Text>{`The copy has ${formatPlural(result.rows, 'row')}; ${formatWhole(result.dropped)} were left out.`}</Text>
      <Button to={`/datasets/${encodeURIComponent(result.dataset)}`} testId="open-mended">
        Open it
      </Button>
      <IconButton size="sm" icon={IconX} label={`Take off the list: ${title}`} busy={dismiss.busy} onClick={() => dismiss.run({ id })} />
    </Row>
  );
}
