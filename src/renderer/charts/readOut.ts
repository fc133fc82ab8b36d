/** A chart in words: what its curves say at a place, and which part of it is shown. */
import type { AxisLook } from './axes.ts';
import type { Range } from './math/extent.ts';
import { nearestIndex } from './math/search.ts';
import type { ChartSeries } from './series.ts';

/** @param place on the x axis; null: the newest. */
export function valueText({ x, y, points = [] }: ChartSeries, place: number | null, format: (value: number) => string): string {
  if (x.length > 0) {
    const value = y[place === null ? y.length - 1 : nearestIndex(x, place)];
    return value === undefined ? '–' : format(value);
  }
  const point =
    place === null
      ? points.at(-1)
      : points.reduce<(typeof points)[number] | undefined>(
          (near, each) => (!near || Math.abs(each.x - place) < Math.abs(near.x - place) ? each : near),
          undefined,
        );
  return point ? format(point.y) : '–';
}

/** "step 120", "latest". */
export function placeText(axis: AxisLook, place: number | null): string {
  return place === null ? 'latest' : `${axis.label.toLowerCase()} ${axis.format(Math.round(place))}`;
}

export interface ReadOut {
  readonly series: readonly ChartSeries[];
  readonly axis: AxisLook;
  readonly format: (value: number) => string;
  readonly place: number | null;
  /** null: everything. */
  readonly zoom: Range | null;
}

/** "step 120: training 2.31, evaluation 2.4; step 100 to 200 shown". */
export function readOut({ series, axis, format, place, zoom }: ReadOut): string {
  const values = series.map((item) => `${item.label} ${valueText(item, place, format)}`).join(', ');
  const shown = zoom ? `; ${placeText(axis, zoom[0])} to ${axis.format(Math.round(zoom[1]))} shown` : '';
  return `${placeText(axis, place)}: ${values}${shown}`;
}
