/** The x axes curves can be drawn over: which column holds them, how their ticks stand and read. */
import { formatCount, formatDuration, formatWhole } from '../format/index.ts';
import type { MetricColumns } from '../stores/metricColumns.ts';
import type { Range } from './math/extent.ts';
import { timeTicks, wholeTicks } from './math/ticks.ts';
import type { XAxis } from './settings.ts';

export interface AxisLook {
  readonly label: string;
  /** The column of `runs.metrics`. */
  readonly column: string;
  ticks(range: Range, count: number): readonly number[];
  format(value: number): string;
}

export const axisLooks: Readonly<Record<XAxis, AxisLook>> = {
  step: { label: 'Step', column: 'step', ticks: wholeTicks, format: formatWhole },
  tokens: { label: 'Tokens', column: 'totalTokens', ticks: wholeTicks, format: formatCount },
  time: { label: 'Training time', column: 'time', ticks: timeTicks, format: (seconds) => (seconds === 0 ? '0' : formatDuration(seconds)) },
};

const none = new Float64Array(0);

/** The x column of a run's metrics; steps where a run has no such column. */
export function xColumn(columns: MetricColumns, axis: XAxis): Float64Array {
  return columns.column(axisLooks[axis].column) ?? columns.column('step') ?? none;
}

/** A step's place on the axis; null when the run has no such step. */
export function placeOfStep(columns: MetricColumns, axis: XAxis, step: number): number | null {
  if (axis === 'step') return step;
  const index = columns.column('step')?.indexOf(step) ?? -1;
  return index === -1 ? null : (xColumn(columns, axis)[index] ?? null);
}
