/** The columns of the table of runs: two lines each, so that all that is asked of a run stands in one row. */
import type { RunRow } from '../../../shared/api/runs.ts';
import { runStatuses } from '../../../shared/run.ts';
import { Sparkline } from '../../charts/index.ts';
import { type Column, TwoLines } from '../../components/index.ts';
import { formatBytes, formatDuration, formatMoment, formatNumber, formatSince } from '../../format/index.ts';
import { RunStandingCell } from './RunStandingCell.tsx';
import type { MethodsOf } from './useMethodNames.ts';
import { isWorking } from './useRunActions.ts';

export const runColumns = (methodsOf: MethodsOf): readonly Column<RunRow>[] => [
  {
    id: 'name',
    header: 'Run',
    cell: (run) => <TwoLines first={run.name} second={methodsOf(run)} />,
    sort: ({ name }) => name.toLowerCase(),
    under: [{ id: 'methods', header: 'Method', sort: methodsOf }],
    width: { min: 200, grow: 3 },
    fixed: true,
  },
  {
    id: 'status',
    header: 'Status',
    cell: (run) => <RunStandingCell run={run} />,
    sort: ({ status }) => runStatuses.indexOf(status),
    under: [
      { id: 'progress', header: 'Progress', sort: ({ step, totalSteps }) => (totalSteps ? step / totalSteps : null) },
      { id: 'eta', header: 'Left', sort: (run) => (isWorking(run) ? run.etaSeconds : null) },
    ],
    width: 176,
    fixed: true,
  },
  {
    id: 'loss',
    header: 'Loss',
    hint: 'Mean cross-entropy per trained token, in nats: of the last step, and below it the lowest of an evaluation.',
    cell: ({ loss, bestLoss }) => (
      <TwoLines align="end" first={loss === null ? '–' : formatNumber(loss)} second={bestLoss === null ? '' : formatNumber(bestLoss)} />
    ),
    sort: ({ loss }) => loss,
    under: [{ id: 'best', header: 'Best eval', sort: ({ bestLoss }) => bestLoss }],
    align: 'end',
    width: 84,
  },
  {
    id: 'curve',
    header: 'Curve',
    cell: ({ sparkline, name }) => <Sparkline values={sparkline} label={`Training loss of ${name}`} width={72} height={32} />,
    width: 90,
  },
  {
    id: 'started',
    header: 'Started',
    cell: ({ startedAt, createdAt, seconds }) => (
      <TwoLines
        first={<span title={formatMoment(startedAt ?? createdAt)}>{startedAt === null ? 'not yet' : formatSince(startedAt)}</span>}
        second={seconds > 0 ? `for ${formatDuration(seconds)}` : ''}
      />
    ),
    sort: ({ startedAt }) => startedAt,
    under: [{ id: 'duration', header: 'Trained for', sort: ({ seconds }) => (seconds > 0 ? seconds : null) }],
    width: 104,
    spare: true,
  },
  {
    id: 'model',
    header: 'Model',
    cell: (run) => <TwoLines first={run.modelName} second={datasetsOf(run)} />,
    sort: ({ modelName }) => modelName,
    under: [{ id: 'datasets', header: 'Dataset', sort: datasetsOf }],
    width: { min: 146, grow: 2 },
    spare: true,
  },
  {
    id: 'memory',
    header: 'Peak memory',
    cell: ({ peakMemoryBytes }) => (peakMemoryBytes === null ? '–' : formatBytes(peakMemoryBytes)),
    sort: ({ peakMemoryBytes }) => peakMemoryBytes,
    align: 'end',
    width: 94,
    spare: true,
  },
];

function datasetsOf({ datasets }: RunRow): string {
  return datasets.map((file) => file.split(/[/\\]/).at(-1) ?? file).join(', ');
}
