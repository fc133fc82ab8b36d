/** Packing: nothing lost, nothing cut, little wasted, and the same every time. */
import { describe, expect, it } from 'vitest';
import { packRows } from '../../src/data/pack.ts';
import { randomStream } from '../../src/shared/random.ts';

const inOrder = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

describe('best-fit-decreasing packing', () => {
  it('packs the worked example to 82.8 % utilisation', () => {
    const lengths = [900, 700, 600, 500, 300, 200, 100, 90];
    const rows = packRows(lengths, 1024, inOrder(8)).map((row) => row.map((i) => lengths[i]));
    expect(rows).toEqual([[900, 100], [700, 300], [600, 200, 90], [500]]);
    expect(lengths.reduce((a, b) => a + b) / (rows.length * 1024)).toBeCloseTo(0.828, 3);
  });

  it('places every sample once and never overfills a row', () => {
    const stream = randomStream(7, 'test');
    const lengths = inOrder(500).map((i) => 1 + Math.floor(stream.uniform(0, i) ** 2 * 256));
    const rows = packRows(lengths, 256, inOrder(500));
    expect(rows.flat().sort((a, b) => a - b)).toEqual(inOrder(500));
    for (const row of rows) expect(row.reduce((sum, i) => sum + (lengths[i] as number), 0)).toBeLessThanOrEqual(256);
    expect(lengths.reduce((a, b) => a + b) / (rows.length * 256)).toBeGreaterThan(0.95);
  });

  it('gives as many rows in whatever order equal lengths come', () => {
    const lengths = [5, 5, 5, 3, 3, 2, 2, 1];
    expect(packRows(lengths, 8, inOrder(8).reverse())).toHaveLength(packRows(lengths, 8, inOrder(8)).length);
  });
});
