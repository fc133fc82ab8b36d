/** One run: where it stands, what it learns, what it says, what it has saved and proved. */
import { IconDots, IconFileReport, IconListDetails, IconPlayerPlay } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useLocation, useParams } from 'wouter';
import type { LogEntry, RunView } from '../../../shared/api/runs.ts';
import { saveFile } from '../../charts/index.ts';
import { BusyState, Button, EmptyState, ErrorState, MenuButton, Page, Stack, StatusPill, Tabs } from '../../components/index.ts';
import { decoded } from '../../stores/decoded.ts';
import { useAsFarAsKnown } from '../../stores/newestStep.ts';
import { useAction, useCall } from '../../stores/useCall.ts';
import { type RunMetrics, useRunMetrics } from '../../stores/useRunMetrics.ts';
import { RenameRun } from '../runs/RenameRun.tsx';
import { useMethodNames } from '../runs/useMethodNames.ts';
import { hasEnded, useRunActions } from '../runs/useRunActions.ts';
import { Alarms } from './Alarms.tsx';
import { ChartsTab } from './ChartsTab.tsx';
import { CheckpointsTab } from './CheckpointsTab.tsx';
import { ExpertsTab } from './ExpertsTab.tsx';
import { LogTab } from './LogTab.tsx';
import { ProofsTab } from './ProofsTab.tsx';
import { RecipeTab } from './RecipeTab.tsx';
import { RunButtons, RunProgress } from './RunHeader.tsx';
import { SamplesTab } from './SamplesTab.tsx';
import { useRunLog } from './useRunLog.ts';

const tabs = [
  { value: 'charts', label: 'Charts' },
  { value: 'experts', label: 'Experts' },
  { value: 'samples', label: 'Samples' },
  { value: 'checkpoints', label: 'Checkpoints' },
  { value: 'proofs', label: 'Proofs' },
  { value: 'recipe', label: 'Recipe' },
  { value: 'log', label: 'Log' },
] as const;
type Tab = (typeof tabs)[number]['value'];

export function RunScreen(): ReactNode {
  const { id = '', tab } = useParams<{ id: string; tab?: string }>();
  return <RunPage key={id} id={decoded(id)} tab={tabs.find(({ value }) => value === tab)?.value ?? 'charts'} />;
}

function RunPage({ id, tab }: { readonly id: string; readonly tab: Tab }): ReactNode {
  const query = useCall('runs.get', { id });
  // The list's row, where there is one: the status bar shows that too.
  const { data: listed = [] } = useCall('runs.list', {});
  const row = useAsFarAsKnown(listed.find((each) => each.id === id) ?? query.data?.row ?? null);
  const live = row !== null && !hasEnded(row);
  const alarms = useCall('runs.alarms', { id }, { everyMs: live ? 5000 : false });
  const methodsOf = useMethodNames();
  const metrics = useRunMetrics(id);
  const log = useRunLog(id);
  const report = useAction('runs.report');
  const [renaming, setRenaming] = useState(false);
  const actions = useRunActions(() => setRenaming(true));
  const [, navigate] = useLocation();
  const back = { label: 'Runs', to: '/runs' };
  const view = query.error?.code === 'NOT_FOUND' ? undefined : query.data;
  if (!view || !row) {
    return (
      <Page title="Run" back={back}>
        {query.error ? (
          query.error.code === 'NOT_FOUND' ? (
            <EmptyState icon={IconListDetails} title={`There is no run "${id}"`} action={<Button to="/runs">All runs</Button>}>
              A deleted run lies in the trash for a while: Settings, Storage.
            </EmptyState>
          ) : (
            <ErrorState error={query.error} title="The run could not be opened" onRetry={() => void query.refetch()} />
          )
        ) : (
          <BusyState what="Opening the run" />
        )}
      </Page>
    );
  }
  return (
    <Page
      title={row.name}
      mark={<StatusPill status={row.status} phase={row.phase} />}
      subtitle={`${methodsOf(row)} on ${row.modelName}`}
      back={back}
      actions={
        <>
          <MenuButton
            label="More"
            icon={IconDots}
            items={[
              ...(view.hasReport
                ? [
                    {
                      label: 'Save the report',
                      icon: IconFileReport,
                      onClick: () => report.run({ id }, ({ html }) => saveFile(`${row.name}.html`, 'text/html', html)),
                    },
                  ]
                : []),
              ...actions.menu(row),
            ]}
          />
          <RunButtons run={row} />
        </>
      }
      toolbar={<Tabs label="Run" value={tab} options={tabs} onChange={(value) => navigate(`/runs/${encodeURIComponent(id)}/${value}`, { replace: true })} />}
    >
      <Stack>
        {row.status === 'failed' && row.error ? (
          <ErrorState
            title="The run failed"
            error={{ type: 'error', ...row.error }}
            actions={<ResumeRun id={id} label={view.checkpoints.length > 0 ? 'Resume from the last checkpoint' : 'Try again'} />}
          />
        ) : null}
        <RunProgress run={row} tokensPerSecond={metrics.columns.column('tokensPerSecond')?.at(-1) ?? null} />
        <Alarms alarms={alarms.data ?? []} />
        <Tabbed tab={tab} view={{ ...view, row }} metrics={metrics} log={log} />
      </Stack>
      {renaming ? <RenameRun run={row} onClose={() => setRenaming(false)} /> : null}
    </Page>
  );
}

/** After a crash nothing is lost but what came after the last checkpoint. */
function ResumeRun({ id, label }: { readonly id: string; readonly label: string }): ReactNode {
  const resume = useAction('runs.resume');
  return (
    <Button icon={IconPlayerPlay} busy={resume.busy} onClick={() => resume.run({ id })}>
      {label}
    </Button>
  );
}

interface TabbedProps {
  readonly tab: Tab;
  readonly view: RunView;
  readonly metrics: RunMetrics;
  readonly log: readonly LogEntry[];
}

function Tabbed({ tab, view: { row, recipe, checkpoints, proofs, numerics }, metrics, log }: TabbedProps): ReactNode {
  switch (tab) {
    case 'charts':
      return <ChartsTab metrics={metrics} waitsFor={hasEnded(row) ? 'It ended before its first step' : 'Waits for the first step'} />;
    case 'experts':
      return <ExpertsTab id={row.id} live={!hasEnded(row)} metrics={metrics} />;
    case 'samples':
      return <SamplesTab log={log} asked={recipe.samples !== null} />;
    case 'checkpoints':
      return <CheckpointsTab run={row} checkpoints={checkpoints} />;
    case 'proofs':
      return <ProofsTab proofs={proofs} numerics={numerics} />;
    case 'recipe':
      return <RecipeTab name={row.name} recipe={recipe} />;
    case 'log':
      return <LogTab log={log} evaluations={metrics.columns.evaluations()} />;
  }
}
