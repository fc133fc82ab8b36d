/** Long curves made readable: smoothed, and thinned without losing a spike. */
import type { Point } from './report.ts';

/**
 * Mean of every point and its neighbours up to `reach` places to both sides, so that the curve does not lag behind its values;
 * near the ends the reach shrinks. Gaps stay gaps and do not count.
 */
export function smooth(points: readonly Point[], reach: number): readonly Point[] {
  const sums = [0];
  const counts = [0];
  for (const [i, { y }] of points.entries()) {
    sums.push((sums[i] as number) + (y ?? 0));
    counts.push((counts[i] as number) + (y === null ? 0 : 1));
  }
  const between = (totals: readonly number[], from: number, to: number): number => (totals[to] as number) - (totals[from] as number);
  return points.map(({ x, y }, i) => {
    const side = Math.min(reach, i, points.length - 1 - i);
    const [from, to] = [i - side, i + side + 1];
    return { x, y: y === null ? null : between(sums, from, to) / between(counts, from, to) };
  });
}

/** At most two points per column, its lowest and its highest, in their order; a column without a number stays a gap. */
export function thin(points: readonly Point[], columns: number): readonly Point[] {
  if (points.length <= columns * 2) return points;
  return Array.from({ length: columns }, (_, column) => extremes(points.slice(start(column), start(column + 1)))).flat();

  function start(column: number): number {
    return Math.floor((column * points.length) / columns);
  }
}

function extremes(points: readonly Point[]): readonly Point[] {
  const measured = points.filter(({ y }) => y !== null) as { x: number; y: number }[];
  const first = measured[0];
  if (!first) return points.slice(0, 1);
  const low = measured.reduce((best, point) => (point.y < best.y ? point : best), first);
  const high = measured.reduce((best, point) => (point.y > best.y ? point : best), first);
  if (low === high) return [low];
  return low.x < high.x ? [low, high] : [high, low];
}

/** Evenly spaced members of a list, first and last among them; the list itself where it is short. */
export function evenly<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, i) => items[Math.round((i * (items.length - 1)) / (count - 1))] as T);
}
