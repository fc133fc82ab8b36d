/** What a reader finds in a file before anything is parsed: a row's text, or why there is none. */
import type { Problem } from '../data.ts';
import type { RowText } from './parseRow.ts';

export type RawRow = RowText | { readonly problems: readonly Problem[] };

/** Whether it stands for a row, readable or not, and not just for a remark about the file. */
export function countsAsRow(raw: RawRow): boolean {
  return 'text' in raw || raw.problems.some(({ severity }) => severity === 'error');
}
