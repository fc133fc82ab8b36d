/** Places in ascending columns. */

/** Index of the first value that is at least `x`; the length where there is none. */
export function lowerBound(xs: Float64Array, x: number): number {
  let [low, high] = [0, xs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((xs[middle] as number) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the value nearest to `x`; -1 of an empty column. */
export function nearestIndex(xs: Float64Array, x: number): number {
  if (xs.length === 0) return -1;
  const after = Math.min(xs.length - 1, lowerBound(xs, x));
  const before = Math.max(0, after - 1);
  return x - (xs[before] as number) <= (xs[after] as number) - x ? before : after;
}

/** Indices [from, to) of what lies within the range, and one more on both sides so that lines leave the picture. */
export function indexRange(xs: Float64Array, [low, high]: readonly [number, number]): readonly [from: number, to: number] {
  const from = Math.max(0, lowerBound(xs, low) - 1);
  let to = lowerBound(xs, high);
  while (to < xs.length && xs[to] === high) to++;
  return [from, Math.min(xs.length, to + 1)];
}
