/** Collects a dataset's problems, with a limit per code so that a million bad rows do not fill the memory. */
import type { DatasetReport, Problem } from '../data.ts';

const MAX_PER_CODE = 1000;

export interface ProblemLog {
  add(problems: readonly Problem[]): void;
  /** In the order found; where a code went over the limit, one more entry says how often. */
  list(): readonly Problem[];
  /** Of all, in the order in which they first came. */
  counts(): DatasetReport['counts'];
}

export function createProblemLog(): ProblemLog {
  const kept: Problem[] = [];
  const counts = new Map<string, { count: number; last: Problem }>();
  const tally = new Map<string, { readonly code: string; readonly severity: Problem['severity']; count: number }>();
  return {
    add(problems) {
      for (const problem of problems) {
        const count = (counts.get(problem.code)?.count ?? 0) + 1;
        counts.set(problem.code, { count, last: problem });
        if (count <= MAX_PER_CODE) kept.push(problem);
        const { code, severity } = problem;
        const entry = tally.get(`${code} ${severity}`) ?? { code, severity, count: 0 };
        entry.count++;
        tally.set(`${code} ${severity}`, entry);
      }
    },
    counts: () => [...tally.values()],
    list() {
      const beyond = [...counts.values()].filter(({ count }) => count > MAX_PER_CODE);
      return [
        ...kept,
        ...beyond.map(({ count, last }) => ({ ...last, message: `${count - MAX_PER_CODE} more rows have this problem, the last one here: ${last.message}` })),
      ];
    },
  };
}
