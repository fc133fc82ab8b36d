/** The doctor's findings, gathered by kind. */
import type { DatasetReport, Problem, Severity } from '../../../shared/jobs.ts';
import { capital } from '../../format/index.ts';

export interface ProblemGroup {
  readonly code: string;
  readonly severity: Severity;
  readonly count: number;
  /** The first of them, as examples. */
  readonly problems: readonly Problem[];
}

/** Rows lost first, then by number. */
export function problemGroups({ problems, counts }: Pick<DatasetReport, 'problems' | 'counts'>): readonly ProblemGroup[] {
  return counts
    .map(({ code, severity, count }) => ({
      code,
      severity,
      count,
      problems: problems.filter((problem) => problem.code === code && problem.severity === severity),
    }))
    .sort((a, b) => (a.severity === b.severity ? b.count - a.count : a.severity === 'error' ? -1 : 1));
}

/** NO_TRAINED_TOKEN as words. */
export function problemName(code: string): string {
  const words = code
    .toLowerCase()
    .replaceAll('_', ' ')
    .replace(/\bjson\b/, 'JSON');
  return capital(words);
}
