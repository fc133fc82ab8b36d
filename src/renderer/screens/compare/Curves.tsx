/** The curves of several runs in the same charts. */
import type { ReactNode } from 'react';
import type { RunRow } from '../../../shared/api/runs.ts';
import { ChartGroupProvider, type ChartSeries, ChartToolbar, LineChart, placeOfStep, useChartSettings, xColumn } from '../../charts/index.ts';
import { Columns, Panel, Stack } from '../../components/index.ts';
import { formatCount } from '../../format/index.ts';
import type { RunMetrics } from '../../stores/useRunMetrics.ts';

export interface ComparedRun {
  readonly row: RunRow;
  readonly metrics: RunMetrics;
}

export function Curves({ runs }: { readonly runs: readonly ComparedRun[] }): ReactNode {
  const [settings, change] = useChartSettings('compare');
  const version = runs.reduce((sum, { metrics }) => sum + metrics.version, 0);
  const series = (column: string): readonly ChartSeries[] =>
    runs.flatMap(({ row, metrics: { columns } }, colour) => {
      const y = columns.column(column);
      return y ? [{ id: row.id, label: row.name, x: xColumn(columns, settings.x), y, colour }] : [];
    });
  const evaluations = runs.flatMap(({ row, metrics: { columns } }, colour): ChartSeries[] => {
    const points = columns.evaluations().flatMap(({ step, loss, best }) => {
      const x = placeOfStep(columns, settings.x, step);
      return x === null ? [] : [{ x, y: loss, best }];
    });
    return points.length > 0 ? [{ id: row.id, label: row.name, x: new Float64Array(0), y: new Float64Array(0), points, colour }] : [];
  });
  const common = { version, settings, emptyText: 'No values yet' };
  return (
    <ChartGroupProvider>
      <Stack>
        <ChartToolbar settings={settings} onChange={change} />
        <Panel>
          <LineChart title="Training loss" unit="nats per token" series={series('loss')} height={280} {...common} />
        </Panel>
        <Columns min={420} max={2}>
          <Panel>
            <LineChart title="Evaluation loss" unit="nats per token" series={evaluations} {...common} />
          </Panel>
          <Panel>
            <LineChart title="Gradient norm" series={series('gradNorm')} {...common} />
          </Panel>
          <Panel>
            <LineChart title="Learning rate" series={series('learningRate')} smooth={false} {...common} />
          </Panel>
          <Panel>
            <LineChart title="Speed" unit="tokens/s" series={series('tokensPerSecond')} format={formatCount} {...common} />
          </Panel>
        </Columns>
      </Stack>
    </ChartGroupProvider>
  );
}
