import { describe, expect, it } from 'vitest';
import { createTokenStatistics } from '../../src/data/tokenStatistics.ts';

function histogramOf(lengths: readonly number[]) {
  const statistics = createTokenStatistics();
  for (const length of lengths) statistics.add([], length);
  return statistics.report().histogram;
}

describe('the histogram of lengths', () => {
  it.each([[[1]], [[1, 2, 3]], [[8, 37]], [[25, 25, 25]], [[9, 9, 10, 4096]], [[1, 100_000]]])(
    'of %j holds every length once, in classes that touch',
    (lengths) => {
      const bins = histogramOf(lengths);
      for (const [i, { from, to, samples }] of bins.entries()) {
        expect(to).toBeGreaterThanOrEqual(from);
        if (i > 0) expect(from).toBe((bins[i - 1]?.to ?? 0) + 1);
        expect(samples).toBe(lengths.filter((length) => length >= from && length <= to).length);
      }
      expect(bins[0]?.samples).toBeGreaterThan(0);
      expect(bins.at(-1)?.samples).toBeGreaterThan(0);
    },
  );

  it('is fine where lengths are alike, and never has more classes than can be told apart', () => {
    expect(histogramOf([17, 37]).map(({ to }) => to)).toEqual([19, 22, 26, 32, 38]);
    expect(histogramOf([1, 1_000_000]).length).toBeLessThanOrEqual(24);
  });

  it('ends a class at every power of two, where sequences are cut', () => {
    const ends = histogramOf([3, 70_000]).map(({ to }) => to);
    for (let power = 4; power <= 65_536; power *= 2) expect(ends).toContain(power);
  });

  it('is empty where nothing was counted', () => {
    expect(histogramOf([])).toEqual([]);
  });
});
