/** Columns whose values have different types in different rows: read all the same, but told, since it is seldom meant. */
import type { Problem, Row } from '../data.ts';

/** Rows named in a message. */
const SHOWN_ROWS = 10;

interface Seen {
  count: number;
  readonly lines: number[];
}

export interface TypeSurvey {
  add(row: Row): void;
  /** One warning per file and column, at the first row of the rarer type. */
  problems(): readonly Problem[];
}

/** Surveys one file. */
export function createTypeSurvey(): TypeSurvey {
  const columns = new Map<string, Map<string, Seen>>();
  let file = '';
  return {
    add(row) {
      file = row.file;
      for (const [column, value] of Object.entries(row.value)) {
        if (value === null) continue;
        const types = columns.get(column) ?? new Map<string, Seen>();
        const type = Array.isArray(value) ? 'list' : typeof value;
        const seen = types.get(type) ?? { count: 0, lines: [] };
        seen.count++;
        if (seen.lines.length < SHOWN_ROWS) seen.lines.push(row.line);
        types.set(type, seen);
        columns.set(column, types);
      }
    },
    problems: () =>
      [...columns].flatMap(([column, types]) => {
        const [usual, ...rare] = [...types].sort((a, b) => b[1].count - a[1].count);
        return rare.map(([type, { count, lines }]) => ({
          file,
          line: lines[0] ?? 0,
          severity: 'warning' as const,
          code: 'MIXED_TYPES',
          message: `column ${column} holds a ${type} in ${count} rows (lines ${lines.join(', ')}${count > lines.length ? ', …' : ''}), a ${usual?.[0]} elsewhere`,
          fix: 'write the column alike in all rows',
        }));
      }),
  };
}
