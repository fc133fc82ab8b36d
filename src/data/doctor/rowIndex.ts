/** Which rows have which problem: numbers of rows by code, so that they can be shown without examining all of them again. */
import type { Problem } from '../data.ts';

export interface RowIndex {
  /** The next row. @returns its number, from 1 over all files. */
  add(problems: readonly Problem[]): number;
  /** Rows told of when their file had been read. */
  mark(code: string, rows: readonly number[]): void;
  /** By code, ascending. */
  list(): Readonly<Record<string, readonly number[]>>;
}

export function createRowIndex(): RowIndex {
  const byCode = new Map<string, number[]>();
  let row = 0;
  const note = (code: string, number: number): void => {
    const rows = byCode.get(code) ?? [];
    if (rows.at(-1) !== number) rows.push(number);
    byCode.set(code, rows);
  };
  return {
    add(problems) {
      row++;
      for (const { code } of problems) note(code, row);
      return row;
    },
    mark(code, rows) {
      for (const number of rows) note(code, number);
    },
    list: () => Object.fromEntries(byCode),
  };
}
