/** Many points in few pixels. */
import { indexRange } from './search.ts';

export interface Affine {
  readonly scale: number;
  readonly offset: number;
}

/** What a value is on screen: linear, or of its logarithm. */
export interface ToPixels {
  readonly x: Affine;
  readonly y: Affine;
  readonly log: boolean;
}

/**
 * SVG path through a curve's lowest and highest value of every pixel column, so that no spike is lost; gaps stay gaps, and a point
 * that stands alone becomes a dot (with round line caps). At most four points per column.
 */
export function minMaxPath(xs: Float64Array, ys: Float64Array, range: readonly [number, number], { x, y, log }: ToPixels): string {
  const [from, to] = indexRange(xs, range);
  const parts: string[] = [];
  let pen = false;
  let drawn = 0;
  const point = (px: number, py: number): void => {
    parts.push(`${pen ? 'L' : 'M'}${tenths(px)} ${tenths(py)}`);
    drawn = pen ? drawn + 1 : 1;
    pen = true;
  };
  const lift = (): void => {
    if (pen && drawn === 1) parts.push('h0');
    pen = false;
  };
  let i = from;
  while (i < to) {
    const px = (xs[i] as number) * x.scale + x.offset;
    const value = ys[i] as number;
    if (!Number.isFinite(value) || (log && value <= 0)) {
      lift();
      i++;
      continue;
    }
    // All that lies in this pixel column, up to a gap.
    const column = Math.floor(px);
    let end = i + 1;
    let [low, high] = [i, i];
    while (end < to && Math.floor((xs[end] as number) * x.scale + x.offset) === column) {
      const next = ys[end] as number;
      if (!Number.isFinite(next) || (log && next <= 0)) break;
      if (next < (ys[low] as number)) low = end;
      if (next > (ys[high] as number)) high = end;
      end++;
    }
    const places = [...new Set([i, Math.min(low, high), Math.max(low, high), end - 1])];
    for (const place of places) {
      const level = ys[place] as number;
      point((xs[place] as number) * x.scale + x.offset, (log ? Math.log10(level) : level) * y.scale + y.offset);
    }
    i = end;
  }
  lift();
  return parts.join('');
}

/** Far faster than toFixed, and exact enough for a screen. */
function tenths(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

/** Pixels over which a smoothed curve is averaged: one point every other pixel is all a screen can show of a smooth line. */
const meanWidth = 2;

/** SVG path through the mean of every two pixels of a curve: for what is smooth already. Gaps stay gaps. */
export function meanPath(xs: Float64Array, ys: Float64Array, range: readonly [number, number], { x, y, log }: ToPixels): string {
  const [from, to] = indexRange(xs, range);
  const parts: string[] = [];
  let pen = false;
  let [column, count, sumX, sumY] = [Number.NaN, 0, 0, 0];
  const flush = (): void => {
    if (count === 0) return;
    const level = sumY / count;
    parts.push(`${pen ? 'L' : 'M'}${tenths((sumX / count) * x.scale + x.offset)} ${tenths(level * y.scale + y.offset)}`);
    pen = true;
    [count, sumX, sumY] = [0, 0, 0];
  };
  for (let i = from; i < to; i++) {
    const value = ys[i] as number;
    if (!Number.isFinite(value) || (log && value <= 0)) {
      flush();
      pen = false;
      continue;
    }
    const place = xs[i] as number;
    const own = Math.floor((place * x.scale + x.offset) / meanWidth);
    if (own !== column) flush();
    column = own;
    count++;
    sumX += place;
    sumY += log ? Math.log10(value) : value;
  }
  flush();
  return parts.join('');
}
