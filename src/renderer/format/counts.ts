/** Counts of parameters, tokens, rows. */
import { grouped, trimZeros } from './numbers.ts';

const units = ['', ' k', ' M', ' B', ' T'] as const;

/** Three significant digits: 812, 12.4 k, 2.23 M, 1.1 B. For parameters and tokens; rows and steps are written out by `formatWhole`. */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return '–';
  if (Math.abs(count) < 1000) return trimZeros(count.toFixed(Number.isInteger(count) ? 0 : 1));
  let power = 0;
  while (power < units.length - 1 && Number((count / 1000 ** power).toPrecision(3)) >= 1000) power++;
  return `${trimZeros((count / 1000 ** power).toPrecision(3))}${units[power]}`;
}

/** Every digit: 12 480. */
export function formatWhole(count: number): string {
  return Number.isFinite(count) ? grouped(Math.round(count)) : '–';
}

/** "1 row", "12 480 rows". */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatWhole(count)} ${count === 1 ? one : many}`;
}
