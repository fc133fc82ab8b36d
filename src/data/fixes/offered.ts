/** The fixes that a dataset's report calls for. */
import type { DatasetReport } from '../data.ts';
import { type Fix, type FixId, fixIds } from './fix.ts';
import { fixes } from './index.ts';

export interface OfferedFix extends Omit<Fix, 'apply'> {
  readonly id: FixId;
  /** Problems it takes care of. */
  readonly count: number;
}

export function offeredFixes(report: DatasetReport): readonly OfferedFix[] {
  return fixIds.flatMap((id) => {
    const { name, help, codes, recommended } = fixes[id];
    const count = countOf(id, report);
    return count === 0 ? [] : [{ id, name, help, codes, recommended, count }];
  });
}

function countOf(id: FixId, { counts, files }: DatasetReport): number {
  const pairs = files.filter(({ format }) => format === 'preference').reduce((sum, { rows }) => sum + rows, 0);
  // Preference data are one problem per file, and a fix of every row.
  if (id === 'chosen-answers') return pairs + countCodes(counts, (code) => code === 'NOT_CHOSEN');
  const { codes } = fixes[id];
  return countCodes(counts, (code, severity) => codes.includes(code) && (id !== 'drop-rejected' || severity === 'error'));
}

function countCodes(counts: DatasetReport['counts'], wanted: (code: string, severity: string) => boolean): number {
  return counts.filter(({ code, severity }) => wanted(code, severity)).reduce((sum, { count }) => sum + count, 0);
}
