/** Which columns a narrow table does without. */
export interface SizedColumn {
  readonly id: string;
  /** Pixels, or at least so many. */
  readonly width?: number | { readonly min: number };
  /** May be left out where there is no room, the last one first. */
  readonly spare?: boolean;
}

const usualWidth = 120;

/** Pixels the columns take at least. */
export function leastWidth(columns: readonly SizedColumn[]): number {
  return columns.reduce((sum, { width = { min: usualWidth } }) => sum + (typeof width === 'number' ? width : width.min), 0);
}

/** @param room pixels; 0: not known yet, everything is shown. @returns ids. */
export function leftOut(columns: readonly SizedColumn[], room: number): ReadonlySet<string> {
  const out = new Set<string>();
  if (room === 0) return out;
  for (const { id } of columns.filter(({ spare }) => spare === true).reverse()) {
    if (leastWidth(columns.filter((column) => !out.has(column.id))) <= room) break;
    out.add(id);
  }
  return out;
}
