/** Packs samples into rows of a fixed length, best fit first: no padding wasted, and no sample ever cut. */

/** Indices of the samples in one row, in the order they stand there. */
export type PackedRow = readonly number[];

/**
 * Best-fit-decreasing: the longest sample first, each into the fullest row that still has room. Ties go by `order`, so
 * equal input gives equal rows; the number of rows depends on the lengths alone.
 * @param lengths tokens per sample, each at most `capacity`.
 * @param order a permutation of the samples' indices.
 */
export function packRows(lengths: ArrayLike<number>, capacity: number, order: ArrayLike<number>): PackedRow[] {
  const sorted = Array.from(order).sort((a, b) => (lengths[b] as number) - (lengths[a] as number));
  const rows: number[][] = [];
  /** Rows by room left; the last of a list is taken first. */
  const byRoom: number[][] = Array.from({ length: capacity + 1 }, () => []);
  for (const sample of sorted) {
    const length = lengths[sample] as number;
    let room = length;
    while (room < capacity && byRoom[room]?.length === 0) room++;
    const found = room < capacity ? byRoom[room]?.pop() : undefined;
    const row = found ?? rows.push([]) - 1;
    (rows[row] as number[]).push(sample);
    byRoom[(found === undefined ? capacity : room) - length]?.push(row);
  }
  return rows;
}
