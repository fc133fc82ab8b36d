/** What a column of a table is. */
import type { ReactNode } from 'react';

/** What rows can be put in order by, beside the columns themselves. */
export interface SortKey<T> {
  readonly id: string;
  readonly header: string;
  readonly sort: (row: T) => number | string | null;
}

export interface Column<T> {
  /** Stable: hidden columns are remembered by it. */
  readonly id: string;
  readonly header: string;
  /** What the column says, behind a question mark. */
  readonly hint?: string;
  readonly cell: (row: T) => ReactNode;
  /** What it sorts by; absent: it does not. null goes last either way. */
  readonly sort?: (row: T) => number | string | null;
  /** What stands on the second line of its cells (`TwoLines`), each to be sorted by; all rows are then two lines high. */
  readonly under?: readonly SortKey<T>[];
  /** Numbers stand at the end, with digits of equal width. */
  readonly align?: 'start' | 'end';
  /** Pixels, or a share of what is left with a least width. */
  readonly width?: number | { readonly min: number; readonly grow?: number };
  /** Not shown until it is switched on. */
  readonly hidden?: boolean;
  /** Always shown. */
  readonly fixed?: boolean;
  /** Left out where the table is too narrow for all, the last of them first; the column menu brings it back. */
  readonly spare?: boolean;
}
