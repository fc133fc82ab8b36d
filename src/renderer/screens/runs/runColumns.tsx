/** The columns of the table of runs. */
import type { RunRow } from '../../../shared/api/runs.ts';
import { Sparkline } from '../../charts/index.ts';
import { type Column, Progress, StatusPill } from '../../components/index.ts';
import { formatBytes, formatDuration, formatNumber, formatRemaining, formatSince, formatWhole } from '../../format/index.ts';
import type { MethodsOf } from './useMethodNames.ts';
import { isWorking } from './useRunActions.ts';

export const runColumns = (methodsOf: MethodsOf): readonly Column<RunRow>[] => [
  {
    id: 'status',
    header: 'Status',
    // There is no room for more; whole phases are on the run's own page.
    cell: (run) => <StatusPill status={run.status} phase={isWorking(run) ? run.phase : ''} />,
    sort: ({ status }) => status,
    width: 136,
    fixed: true,
  },
  { id: 'name', header: 'Run', cell: ({ name }) => name, sort: ({ name }) => name.toLowerCase(), width: { min: 140, grow: 2 }, fixed: true },
  { id: 'model', header: 'Model', cell: ({ modelName }) => <span title={modelName}>{modelName}</span>, sort: ({ modelName }) => modelName, width: { min: 96 } },
  { id: 'methods', header: 'Method', cell: (run) => <span title={methodsOf(run)}>{methodsOf(run)}</span>, sort: methodsOf, width: { min: 96 } },
  { id: 'datasets', header: 'Dataset', cell: datasetsOf, sort: datasetsOf, width: { min: 110 }, hidden: true },
  {
    id: 'progress',
    header: 'Progress',
    cell: ({ step, totalSteps }) => (totalSteps === null ? formatWhole(step) : <Progress bare label="Steps" done={step} total={totalSteps} unit="steps" />),
    sort: ({ step, totalSteps }) => (totalSteps ? step / totalSteps : null),
    width: 96,
  },
  {
    id: 'steps',
    header: 'Steps',
    cell: ({ step, totalSteps }) => `${formatWhole(step)} / ${totalSteps === null ? '?' : formatWhole(totalSteps)}`,
    sort: ({ step }) => step,
    align: 'end',
    width: 110,
    hidden: true,
  },
  {
    id: 'eta',
    header: 'Left',
    cell: ({ etaSeconds, ...run }) => (isWorking(run) && etaSeconds !== null ? formatRemaining(etaSeconds) : '–'),
    sort: ({ etaSeconds }) => etaSeconds,
    align: 'end',
    width: 70,
  },
  {
    id: 'loss',
    header: 'Loss',
    hint: 'Mean cross-entropy per trained token of the last step, in nats.',
    cell: ({ loss }) => (loss === null ? '–' : formatNumber(loss)),
    sort: ({ loss }) => loss,
    align: 'end',
    width: 78,
  },
  {
    id: 'best',
    header: 'Best eval',
    hint: 'The lowest loss of an evaluation.',
    cell: ({ bestLoss }) => (bestLoss === null ? '–' : formatNumber(bestLoss)),
    sort: ({ bestLoss }) => bestLoss,
    align: 'end',
    width: 104,
  },
  { id: 'curve', header: 'Curve', cell: ({ sparkline, name }) => <Sparkline values={sparkline} label={`Training loss of ${name}`} />, width: 116 },
  {
    id: 'memory',
    header: 'Peak memory',
    cell: ({ peakMemoryBytes }) => (peakMemoryBytes === null ? '–' : formatBytes(peakMemoryBytes)),
    sort: ({ peakMemoryBytes }) => peakMemoryBytes,
    align: 'end',
    width: 116,
    hidden: true,
  },
  {
    id: 'duration',
    header: 'Trained for',
    cell: ({ seconds }) => (seconds > 0 ? formatDuration(seconds) : '–'),
    sort: ({ seconds }) => seconds,
    align: 'end',
    width: 106,
    hidden: true,
  },
  {
    id: 'started',
    header: 'Started',
    cell: ({ startedAt, createdAt }) => formatSince(startedAt ?? createdAt),
    sort: ({ startedAt, createdAt }) => startedAt ?? createdAt,
    width: 104,
  },
];

function datasetsOf({ datasets }: RunRow): string {
  return datasets.map((file) => file.split(/[/\\]/).at(-1) ?? file).join(', ');
}
