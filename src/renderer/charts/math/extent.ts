/** How far an axis reaches. */
import { indexRange } from './search.ts';

export type Range = readonly [low: number, high: number];

export interface Curve {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** From the first to the last x of all curves; null while none has a point. */
export function xExtent(curves: readonly Curve[]): Range | null {
  const filled = curves.filter(({ x }) => x.length > 0);
  if (filled.length === 0) return null;
  return [Math.min(...filled.map(({ x }) => x[0] as number)), Math.max(...filled.map(({ x }) => x[x.length - 1] as number))];
}

export interface ExtentOptions {
  /** Leaves out the outermost 1 % at both ends. */
  readonly clip: boolean;
  /** Only what a logarithm can show. */
  readonly log: boolean;
  /** Values that must be seen, such as evaluations. */
  readonly also?: readonly number[];
}

/** Looked at of each curve when outliers are clipped. */
const samples = 4000;

/** From the lowest to the highest value within the x range; null where there is none. */
export function yExtent(curves: readonly Curve[], range: Range, { clip, log, also = [] }: ExtentOptions): Range | null {
  const shown = (value: number): boolean => Number.isFinite(value) && (!log || value > 0);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const include = (value: number): void => {
    if (value < low) low = value;
    if (value > high) high = value;
  };
  for (const { x, y } of curves) {
    const [from, to] = indexRange(x, range);
    if (clip) {
      const stride = Math.max(1, Math.floor((to - from) / samples));
      const values: number[] = [];
      for (let i = from; i < to; i += stride) if (shown(y[i] as number)) values.push(y[i] as number);
      if (values.length === 0) continue;
      values.sort((a, b) => a - b);
      include(values[Math.floor((values.length - 1) * 0.01)] as number);
      include(values[Math.ceil((values.length - 1) * 0.99)] as number);
    } else {
      for (let i = from; i < to; i++) if (shown(y[i] as number)) include(y[i] as number);
    }
  }
  for (const value of also) if (shown(value)) include(value);
  return low <= high ? [low, high] : null;
}

/** With a little air above and below; a flat curve gets room to lie in. */
export function padded([low, high]: Range, log: boolean): Range {
  if (log) {
    const [a, b] = [Math.log10(low), Math.log10(high)];
    const air = Math.max(0.04, (b - a) * 0.05);
    return [10 ** (a - air), 10 ** (b + air)];
  }
  const air = high > low ? (high - low) * 0.05 : high === 0 ? 1 : Math.abs(high) * 0.1;
  // What never falls below zero is not drawn as if it could.
  return [low >= 0 && low - air < 0 ? 0 : low - air, high + air];
}
