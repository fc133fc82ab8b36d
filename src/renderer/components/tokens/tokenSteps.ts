/** Where a key leads from one token to another. */

/** Of a token on screen, in pixels. */
export interface TokenPlace {
  readonly position: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** @returns null for a key that does not walk along the text. */
export function stepAlong(key: string, from: number, count: number): number | null {
  switch (key) {
    case 'ArrowRight':
      return Math.min(count - 1, from + 1);
    case 'ArrowLeft':
      return Math.max(0, from - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

/** The token above or below: of the nearest row, the one nearest to the middle of where one is. */
export function stepAcross(key: 'ArrowUp' | 'ArrowDown', from: TokenPlace, places: readonly TokenPlace[]): number {
  const distance = key === 'ArrowDown' ? (to: TokenPlace) => to.top - from.top : (to: TokenPlace) => from.top - to.top;
  // Tokens of a row may differ by a pixel or two; less than half a line away is the same row.
  const beyond = places.filter((to) => distance(to) > (from.bottom - from.top) / 2);
  const nearest = Math.min(...beyond.map(distance));
  const middle = (from.left + from.right) / 2;
  const aside = ({ left, right }: TokenPlace): number => Math.max(left - middle, middle - right, 0);
  const row = beyond.filter((to) => distance(to) < nearest + (from.bottom - from.top) / 2);
  return row.reduce((best, to) => (aside(to) < aside(best) ? to : best), row[0] ?? from).position;
}
