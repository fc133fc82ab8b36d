/** Order of a table's rows. */
export interface SortBy {
  /** A column's id. */
  readonly column: string;
  readonly descending: boolean;
}

interface Sortable<T> {
  readonly id: string;
  readonly sort?: (row: T) => number | string | null;
}

/** Stable; rows without a value (null, NaN) come last in both directions; text by the reader's alphabet, digits as numbers. */
export function sortRows<T>(rows: readonly T[], columns: readonly Sortable<T>[], by: SortBy | null): readonly T[] {
  const value = columns.find(({ id }) => id === by?.column)?.sort;
  if (!by || !value) return rows;
  const keyed = rows.map((row) => ({ row, key: value(row) }));
  const direction = by.descending ? -1 : 1;
  return keyed
    .sort((a, b) => Number(missing(a.key)) - Number(missing(b.key)) || (missing(a.key) ? 0 : direction * compare(a.key, b.key)))
    .map(({ row }) => row);
}

function missing(key: number | string | null): boolean {
  return key === null || Number.isNaN(key);
}

function compare(a: number | string | null, b: number | string | null): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), undefined, { numeric: true });
}
