/** Moves along the x axis in steps, as keys make them. A range is within `full`; null: all of it. */
import type { Range } from './extent.ts';
import { lowerBound } from './search.ts';

/**
 * The next place of any column that lies at least `stride` beyond `from`, in its direction; the outermost where there is none.
 * @param columns ascending. @returns null when all are empty.
 */
export function nextPlace(columns: readonly Float64Array[], from: number, stride: number): number | null {
  const forward = stride > 0;
  const filled = columns.filter(({ length }) => length > 0);
  const beyond = filled.flatMap((xs) => {
    const after = lowerBound(xs, from + stride);
    const index = forward || xs[after] === from + stride ? after : after - 1;
    return xs[index] ?? [];
  });
  if (beyond.length > 0) return forward ? Math.min(...beyond) : Math.max(...beyond);
  if (filled.length === 0) return null;
  return forward ? Math.max(...filled.map((xs) => xs[xs.length - 1] as number)) : Math.min(...filled.map((xs) => xs[0] as number));
}

/** The range made `factor` times as wide, what lies at `around` staying where it is; never narrower than `least`. */
export function zoomed(
  range: Range,
  full: Range,
  { around, factor, least }: { readonly around: number; readonly factor: number; readonly least: number },
): Range | null {
  const width = range[1] - range[0];
  const wide = Math.max(Math.min(width, least), width * factor);
  const place = Math.min(1, Math.max(0, (around - range[0]) / width));
  return within([around - place * wide, around + (1 - place) * wide], full);
}

/** The range moved by a share of its width. */
export function panned(range: Range, full: Range, share: number): Range | null {
  const by = (range[1] - range[0]) * share;
  return within([range[0] + by, range[1] + by], full);
}

/** The range moved as little as shows the place. */
export function showing(range: Range, full: Range, place: number): Range | null {
  const by = place < range[0] ? place - range[0] : place > range[1] ? place - range[1] : 0;
  return within([range[0] + by, range[1] + by], full);
}

function within([low, high]: Range, full: Range): Range | null {
  if (high - low >= full[1] - full[0]) return null;
  const by = low < full[0] ? full[0] - low : high > full[1] ? full[1] - high : 0;
  return [low + by, high + by];
}
