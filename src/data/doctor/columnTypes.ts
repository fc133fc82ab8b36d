/** Columns whose values have different types in different rows: read all the same, but told, since it is seldom meant. */
import type { Problem, Row } from '../data.ts';

/** Rows named in a message. */
const SHOWN_ROWS = 10;
/** Rows of one type remembered: whether it is the rare one shows at the end. */
const KEPT_ROWS = 1000;

interface Seen {
  count: number;
  readonly lines: number[];
  readonly rows: number[];
}

export interface TypeSurvey {
  /** @param number the row's, over all files. */
  add(row: Row, number: number): void;
  /** One warning per file and column, at the first row of the rarer type. */
  problems(): readonly Problem[];
  /** Rows with a value of a rarer type (of each type and column the first thousand), ascending. */
  rareRows(): readonly number[];
}

/** Surveys one file. */
export function createTypeSurvey(): TypeSurvey {
  const columns = new Map<string, Map<string, Seen>>();
  let file = '';
  return {
    add(row, number) {
      file = row.file;
      for (const [column, value] of Object.entries(row.value)) {
        if (value === null) continue;
        const types = columns.get(column) ?? new Map<string, Seen>();
        const type = Array.isArray(value) ? 'list' : typeof value;
        const seen = types.get(type) ?? { count: 0, lines: [], rows: [] };
        seen.count++;
        if (seen.lines.length < SHOWN_ROWS) seen.lines.push(row.line);
        if (seen.rows.length < KEPT_ROWS) seen.rows.push(number);
        types.set(type, seen);
        columns.set(column, types);
      }
    },
    problems: () =>
      [...columns].flatMap(([column, types]) => {
        const [usual, ...rare] = byCount(types);
        return rare.map(([type, { count, lines }]) => ({
          file,
          line: lines[0] ?? 0,
          severity: 'warning' as const,
          code: 'MIXED_TYPES',
          message: `column ${column} holds a ${type} in ${count} rows (lines ${lines.join(', ')}${count > lines.length ? ', …' : ''}), a ${usual?.[0]} elsewhere`,
          fix: 'write the column alike in all rows',
        }));
      }),
    rareRows() {
      const rare = [...columns.values()].flatMap((types) => byCount(types).slice(1));
      return [...new Set(rare.flatMap(([, { rows }]) => rows))].sort((a, b) => a - b);
    },
  };
}

/** The usual type first. */
function byCount(types: ReadonlyMap<string, Seen>): [string, Seen][] {
  return [...types].sort((a, b) => b[1].count - a[1].count);
}
