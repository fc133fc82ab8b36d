/** Where things lie in a line chart: its size, its margins, its axes. */
import { type Axis, linearAxis } from '../axis.ts';
import { formatValue } from '../numbers.ts';
import type { ChartBlock, Point, Series } from '../report.ts';
import { textWidth } from './textWidth.ts';

export const sizes = { full: { width: 960, height: 320 }, half: { width: 460, height: 240 } } as const;
const margin = { top: 26, right: 22, bottom: 40 };
export const tickDistance = 8;

export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: Axis;
  readonly y: Axis;
}

export function layOut({ width: kind, series, references = [], y }: ChartBlock): Plot {
  const { width, height } = sizes[kind];
  const points = series.flatMap(({ points, behind = [] }) => [...points, ...behind]);
  const heights = [...points.map((point) => point.y), ...references.map(({ value }) => value), ...(y.fromZero ? [0] : [])];
  const [top, bottom, right] = [margin.top, height - margin.bottom, width - margin.right];
  const yAxis = linearAxis({ values: heights, range: [bottom, top], ticks: kind === 'full' ? 6 : 4, nice: true });
  const left = tickDistance + textWidth(yAxis.ticks.map((tick) => formatValue(tick, y.unit)));
  const xAxis = linearAxis({ values: points.map((point) => point.x), range: [left, right], ticks: kind === 'full' ? 10 : 5, whole: true });
  return { left, right, top, bottom, x: xAxis, y: yAxis };
}

/** What was measured, even where a smoothed curve is drawn over it. */
export function measured({ points, behind }: Series): readonly Point[] {
  return behind ?? points;
}

/** The measured values of all series at every x that any of them has. */
export function byX(series: readonly Series[]): readonly { readonly x: number; readonly values: readonly (number | null)[] }[] {
  const values = series.map((one) => new Map(measured(one).map(({ x, y }) => [x, y])));
  const places = [...new Set(values.flatMap((known) => [...known.keys()]))].sort((a, b) => a - b);
  return places.map((x) => ({ x, values: values.map((known) => known.get(x) ?? null) }));
}
