/** What keys and menus do to the charts of a group: a place is read out and moved along, the range zoomed and panned. */
import type { ChartGroup } from './chartGroup.ts';
import type { Range } from './math/extent.ts';
import { nextPlace, panned, showing, zoomed } from './math/navigate.ts';

export interface ChartMoves {
  /** To the next place with a value; `far`: a tenth of the range, which comes along where it is zoomed. */
  step(direction: -1 | 1, far: boolean): void;
  toFirst(): void;
  toLast(): void;
  zoomIn(): void;
  zoomOut(): void;
  showEverything(): void;
}

/** Of the range: less than a hand can point to, so that no place is passed over where places lie apart. */
const near = 1 / 300;
const far = 1 / 10;

/** @param columns x of the curves, ascending. @param full what is shown of them without a zoom. */
export function chartMoves(group: ChartGroup, columns: readonly Float64Array[], full: Range): ChartMoves {
  const range = (): Range => group.zoom() ?? full;
  const pointTo = (place: number | null): void => {
    group.point(place);
    if (place !== null && group.zoom()) group.zoomTo(showing(range(), full, place));
  };
  const zoomBy = (factor: number): void => {
    const [low, high] = range();
    const pointer = group.pointer();
    const around = pointer !== null && pointer >= low && pointer <= high ? pointer : (low + high) / 2;
    const gaps = Math.max(...columns.map(({ length }) => length)) - 1;
    group.zoomTo(zoomed([low, high], full, { around, factor, least: (2 * (full[1] - full[0])) / Math.max(1, gaps) }));
  };
  return {
    step(direction, isFar) {
      const [low, high] = range();
      const width = high - low;
      const from = group.pointer();
      if (from === null) return pointTo(nextPlace(columns, direction > 0 ? low - width * near : high + width * near, direction * width * near));
      const place = nextPlace(columns, from, direction * width * (isFar ? far : near));
      if (isFar && group.zoom()) group.zoomTo(panned([low, high], full, direction * far));
      pointTo(place);
    },
    toFirst: () => pointTo(nextPlace(columns, Number.NEGATIVE_INFINITY, -1)),
    toLast: () => pointTo(nextPlace(columns, Number.POSITIVE_INFINITY, 1)),
    zoomIn: () => zoomBy(1 / 2),
    zoomOut: () => zoomBy(2),
    showEverything: () => group.zoomTo(null),
  };
}

/** The move that a key asks for; null for none. */
export function moveOfKey(key: string, shift: boolean): ((moves: ChartMoves) => void) | null {
  switch (key) {
    case 'ArrowLeft':
      return ({ step }) => step(-1, shift);
    case 'ArrowRight':
      return ({ step }) => step(1, shift);
    case 'Home':
      return ({ toFirst }) => toFirst();
    case 'End':
      return ({ toLast }) => toLast();
    case '+':
    case '=':
      return ({ zoomIn }) => zoomIn();
    case '-':
    case '_':
      return ({ zoomOut }) => zoomOut();
    case '0':
    case 'Escape':
      return ({ showEverything }) => showEverything();
    default:
      return null;
  }
}
