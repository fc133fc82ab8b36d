/** The run's curves: what it learns, how fast, and at what cost. */
import type { ReactNode } from 'react';
import type { EvalMetric } from '../../../shared/run.ts';
import { ChartGroupProvider, type ChartMark, type ChartSeries, ChartToolbar, LineChart, placeOfStep, useChartSettings, xColumn } from '../../charts/index.ts';
import { Columns, Panel, Stack } from '../../components/index.ts';
import { formatBytes, formatCount, formatNumber } from '../../format/index.ts';
import type { RunMetrics } from '../../stores/useRunMetrics.ts';

interface ChartsTabProps {
  readonly metrics: RunMetrics;
  /** What the curves wait for. */
  readonly waitsFor: string;
}

interface Curve {
  readonly column: string;
  readonly title: string;
  readonly unit?: string;
  readonly format?: (value: number) => string;
  readonly smooth?: boolean;
}

const curves: readonly Curve[] = [
  { column: 'learningRate', title: 'Learning rate', smooth: false },
  { column: 'gradNorm', title: 'Gradient norm' },
  { column: 'tokensPerSecond', title: 'Speed', unit: 'tokens/s', format: formatCount },
  { column: 'memoryBytes', title: 'Memory', format: formatBytes, smooth: false },
];

export function ChartsTab({ metrics: { columns, version }, waitsFor }: ChartsTabProps): ReactNode {
  const [settings, change] = useChartSettings('run');
  const x = xColumn(columns, settings.x);
  const marks: readonly ChartMark[] = columns.resumed().flatMap((step) => {
    const place = placeOfStep(columns, settings.x, step);
    return place === null ? [] : [{ x: place, label: `resumed at step ${step}` }];
  });
  const series = (column: string, label: string): ChartSeries[] => {
    const y = columns.column(column);
    return y ? [{ id: column, label, x, y }] : [];
  };
  const evaluations = columns.evaluations().flatMap(({ step, loss, best }) => {
    const place = placeOfStep(columns, settings.x, step);
    return place === null ? [] : [{ x: place, y: loss, best }];
  });
  const loss: ChartSeries[] = [
    ...series('loss', 'training'),
    ...(evaluations.length > 0 ? [{ id: 'eval', label: 'evaluation', x: new Float64Array(0), y: new Float64Array(0), points: evaluations }] : []),
  ];
  const auxiliary = columns.names().filter((name) => name.startsWith('auxLoss.'));
  const tasks = tasksOf(columns.evaluations()).map(
    (task): ChartSeries => ({
      ...{ id: task, label: task, x: new Float64Array(0), y: new Float64Array(0) },
      points: columns.evaluations().flatMap(({ step, perTask }) => {
        const [place, own] = [placeOfStep(columns, settings.x, step), perTask?.[task]];
        return place === null || own === undefined ? [] : [{ x: place, y: own.loss }];
      }),
    }),
  );
  const common = { version, settings, marks, emptyText: waitsFor };
  return (
    <ChartGroupProvider>
      <Stack>
        <ChartToolbar settings={settings} onChange={change} />
        <Panel>
          <LineChart title="Loss" unit="nats per token" series={loss} height={300} format={formatNumber} {...common} />
        </Panel>
        <Columns min={420} max={2}>
          {curves
            .filter(({ column }) => column !== 'memoryBytes' || columns.column(column) !== undefined)
            .map(({ column, title, ...look }) => (
              <Panel key={column}>
                <LineChart title={title} series={series(column, title.toLowerCase())} {...look} {...common} />
              </Panel>
            ))}
          {tasks.length > 1 ? (
            <Panel>
              <LineChart title="Evaluation loss by task" unit="nats per token" series={tasks} {...common} />
            </Panel>
          ) : null}
          {auxiliary.length > 0 ? (
            <Panel>
              <LineChart title="Auxiliary losses" series={auxiliary.flatMap((column) => series(column, column.slice('auxLoss.'.length)))} {...common} />
            </Panel>
          ) : null}
        </Columns>
      </Stack>
    </ChartGroupProvider>
  );
}

/** As many as a chart tells apart. */
const tasksAtMost = 6;

/** The tasks with the most tokens of the newest evaluation, by name. */
function tasksOf(evaluations: readonly EvalMetric[]): readonly string[] {
  return Object.entries(evaluations.at(-1)?.perTask ?? {})
    .sort(([, a], [, b]) => b.tokens - a.tokens)
    .slice(0, tasksAtMost)
    .map(([task]) => task)
    .sort();
}
