import { describe, expect, it } from 'vitest';
import { evenly, smooth, thin } from '../../src/report/curve.ts';
import type { Point } from '../../src/report/report.ts';

const curve = (values: readonly (number | null)[]): Point[] => values.map((y, i) => ({ x: i + 1, y }));
const heights = (points: readonly Point[]): (number | null)[] => points.map(({ y }) => y);

describe('smooth', () => {
  it('takes the mean of neighbours, fewer near the ends', () => {
    expect(heights(smooth(curve([3, 0, 3, 6, 0]), 1))).toEqual([3, 2, 3, 3, 0]);
  });

  it('does not lag behind a straight line', () => {
    const line = Array.from({ length: 50 }, (_, i) => 2 * i);
    expect(heights(smooth(curve(line), 7))).toEqual(line);
  });

  it('keeps gaps and leaves them out of the mean', () => {
    expect(heights(smooth(curve([9, 1, null, 3, 9]), 1))).toEqual([9, 5, null, 6, 9]);
  });
});

describe('thin', () => {
  it('leaves short curves alone', () => {
    const short = curve([1, null, 2, 3]);
    expect(thin(short, 2)).toBe(short);
  });

  it('keeps every spike of a long curve, in order', () => {
    const values = Array.from({ length: 10_000 }, () => 1);
    values[4321] = 99;
    values[4322] = -99;
    const thinned = thin(curve(values), 100);
    expect(thinned.length).toBeLessThanOrEqual(200);
    expect(thinned).toContainEqual({ x: 4322, y: 99 });
    expect(thinned).toContainEqual({ x: 4323, y: -99 });
    expect(thinned.map(({ x }) => x)).toEqual(thinned.map(({ x }) => x).sort((a, b) => a - b));
  });

  it('keeps a column without a number as a gap', () => {
    const values = Array.from({ length: 100 }, (_, i) => (i >= 50 && i < 60 ? null : i));
    expect(thin(curve(values), 10).filter(({ y }) => y === null)).toHaveLength(1);
  });
});

describe('evenly', () => {
  it('takes the first, the last, and what lies evenly between', () => {
    expect(evenly([0, 1, 2, 3, 4, 5, 6, 7, 8], 3)).toEqual([0, 4, 8]);
    expect(evenly([1, 2], 3)).toEqual([1, 2]);
  });
});
