/** The maths below the charts: nothing of a curve is lost, nothing is invented. */
import { describe, expect, it } from 'vitest';
import { meanPath, minMaxPath } from '../../src/renderer/charts/math/bucket.ts';
import { curvesToCsv } from '../../src/renderer/charts/math/csv.ts';
import { createEma } from '../../src/renderer/charts/math/ema.ts';
import { padded, xExtent, yExtent } from '../../src/renderer/charts/math/extent.ts';
import { paintCells } from '../../src/renderer/charts/math/paintCells.ts';
import { indexRange, lowerBound, nearestIndex } from '../../src/renderer/charts/math/search.ts';
import { linearTicks, logTicks, timeTicks, wholeTicks } from '../../src/renderer/charts/math/ticks.ts';

const f64 = (...values: readonly number[]): Float64Array => Float64Array.from(values);
const identity = { x: { scale: 1, offset: 0 }, y: { scale: 1, offset: 0 }, log: false };

describe('moving average', () => {
  it('is the weighted mean of all values so far', () => {
    const [a, b, c] = createEma(0.5).extend(f64(4, 2, 8));
    expect(a).toBe(4);
    expect(b).toBeCloseTo((0.5 * 2 + 0.25 * 4) / 0.75, 12);
    expect(c).toBeCloseTo((0.5 * 8 + 0.25 * 2 + 0.125 * 4) / 0.875, 12);
  });

  it('is the same in portions, and keeps gaps', () => {
    const values = Float64Array.from({ length: 5000 }, (_, i) => (i % 97 === 0 ? Number.NaN : Math.sin(i)));
    const whole = [...createEma(0.9).extend(values)];
    const growing = createEma(0.9);
    for (const length of [1, 10, 1024, 1025, 3000]) growing.extend(values.subarray(0, length));
    expect([...growing.extend(values)]).toEqual(whole);
    expect(whole[97]).toBeNaN();
    expect(whole[98]).not.toBeNaN();
  });

  it('begins anew when the curve was cut back and went another way', () => {
    const average = createEma(0.5);
    average.extend(f64(1, 2, 3, 4));
    expect([...average.extend(f64(1, 2))]).toEqual([...createEma(0.5).extend(f64(1, 2))]);
    average.extend(f64(1, 2, 9));
    expect([...average.extend(f64(1, 2, 5, 5))]).toEqual([...createEma(0.5).extend(f64(1, 2, 5, 5))]);
  });

  it('of smoothing 0 is the values themselves', () => expect([...createEma(0).extend(f64(3, 1, 2))]).toEqual([3, 1, 2]));
});

describe('places in a column', () => {
  const xs = f64(1, 3, 5, 7);
  it('are found by bisection', () => {
    expect([0, 1, 2, 7, 8].map((x) => lowerBound(xs, x))).toEqual([0, 0, 1, 3, 4]);
    expect([-5, 1.9, 2.1, 6, 99].map((x) => nearestIndex(xs, x))).toEqual([0, 0, 1, 2, 3]);
    expect(nearestIndex(f64(), 1)).toBe(-1);
  });

  it('reach one beyond the range on both sides', () => {
    expect(indexRange(xs, [3, 5])).toEqual([0, 4]);
    expect(indexRange(xs, [4, 4.5])).toEqual([1, 3]);
    expect(indexRange(xs, [1, 7])).toEqual([0, 4]);
  });
});

describe('the path of a long curve', () => {
  const places = (path: string): readonly number[] => [...path.matchAll(/[ML][\d.-]+ ([\d.-]+)/g)].map(([, y]) => Number(y));

  it('keeps the one spike among 100 000 points, in few of them', () => {
    const x = Float64Array.from({ length: 100_000 }, (_, i) => i);
    const y = new Float64Array(100_000).fill(1);
    y[77_777] = 50;
    const path = minMaxPath(x, y, [0, 99_999], { ...identity, x: { scale: 0.005, offset: 0 } });
    expect(Math.max(...places(path))).toBe(50);
    expect(places(path).length).toBeLessThanOrEqual(4 * 501);
  });

  it('lifts the pen at gaps, and draws what stands alone as a dot', () => {
    expect(minMaxPath(f64(0, 1, 2, 3, 4), f64(1, 2, Number.NaN, 4, Number.NaN), [0, 4], identity)).toBe('M0 1L1 2M3 4h0');
  });

  it('shows of a logarithm only what it has', () => {
    expect(minMaxPath(f64(0, 1, 2), f64(100, 0, 10), [0, 2], { ...identity, log: true })).toBe('M0 2h0M2 1h0');
  });

  it('draws nothing of nothing', () => expect(minMaxPath(f64(), f64(), [0, 1], identity)).toBe(''));
});

describe('the path of a smoothed curve', () => {
  it('goes through the mean of every two pixels', () => {
    expect(meanPath(f64(0, 1, 2, 3, 4), f64(1, 3, 5, 7, 9), [0, 4], identity)).toBe('M0.5 2L2.5 6L4 9');
  });

  it('lifts the pen at gaps, and takes the mean of logarithms', () => {
    expect(meanPath(f64(0, 2, 4, 6), f64(1, Number.NaN, 3, 4), [0, 6], identity)).toBe('M0 1M4 3L6 4');
    expect(meanPath(f64(0, 1), f64(1, 100), [0, 1], { ...identity, log: true })).toBe('M0.5 1');
  });

  it('has few points, however long the curve', () => {
    const x = Float64Array.from({ length: 100_000 }, (_, i) => i);
    expect(meanPath(x, x, [0, 99_999], { ...identity, x: { scale: 0.005, offset: 0 } }).match(/[ML]/g)?.length).toBeLessThanOrEqual(251);
  });
});

describe('extents', () => {
  const curve = { x: Float64Array.from({ length: 1000 }, (_, i) => i), y: Float64Array.from({ length: 1000 }, (_, i) => (i === 500 ? 99 : 1 + (i % 10) / 10)) };

  it('reach over everything', () => {
    expect(xExtent([curve, { x: f64(), y: f64() }])).toEqual([0, 999]);
    expect(yExtent([curve], [0, 999], { clip: false, log: false })).toEqual([1, 99]);
    expect(xExtent([])).toBeNull();
    expect(yExtent([{ x: f64(1), y: f64(Number.NaN) }], [0, 1], { clip: false, log: false })).toBeNull();
  });

  it('leave outliers out when asked, but never what must be seen', () => {
    expect(yExtent([curve], [0, 999], { clip: true, log: false })?.[1]).toBeLessThan(2);
    expect(yExtent([curve], [0, 999], { clip: true, log: false, also: [7] })).toEqual([1, 7]);
  });

  it('look only at the range', () => expect(yExtent([curve], [0, 400], { clip: false, log: false })?.[1]).toBeLessThan(2));

  it('get air, but not below zero for what never falls below it', () => {
    expect(padded([0, 10], false)).toEqual([0, 10.5]);
    expect(padded([5, 5], false)).toEqual([4.5, 5.5]);
    const [low, high] = padded([1, 100], true);
    expect([low, high]).toEqual([expect.closeTo(10 ** -0.1, 9), expect.closeTo(10 ** 2.1, 9)]);
  });
});

describe('ticks', () => {
  it('are round numbers', () => {
    expect(linearTicks([0, 1], 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(linearTicks([1.93, 6.2], 4)).toEqual([2, 3, 4, 5, 6]);
    expect(wholeTicks([1, 3], 8)).toEqual([1, 2, 3]);
    expect(wholeTicks([1, 50_000], 5)).toEqual([10_000, 20_000, 30_000, 40_000, 50_000]);
    expect(timeTicks([0, 3600], 4)).toEqual([0, 900, 1800, 2700, 3600]);
    expect(timeTicks([0, 0.5], 5)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
    expect(logTicks([0.001, 1000], 4)).toEqual([0.01, 1, 100]);
    expect(logTicks([1, 40], 8)).toEqual([1, 2, 5, 10, 20]);
  });

  it('are few, whatever the range', () => {
    for (const range of [
      [0, 1e-12],
      [0, 1e12],
      [-5, 5],
      [1, 1.0001],
    ] as const) {
      expect(linearTicks(range, 5).length).toBeGreaterThan(1);
      expect(linearTicks(range, 5).length).toBeLessThan(12);
    }
  });
});

describe('pictures and tables', () => {
  it('paint cells by their share of the strongest', () => {
    const pixels = new Uint32Array(4);
    paintCells(Float32Array.of(0, 2, 9, Number.NaN), 2, 'light', pixels);
    expect(pixels[1]).toBe(pixels[2]);
    expect(pixels[0]).not.toBe(pixels[1]);
    expect(pixels[3]).toBe(0);
  });

  it('write curves as CSV, rows joined by x', () => {
    const text = curvesToCsv('step', [
      { label: 'a, b', x: f64(1, 2), y: f64(0.5, Number.NaN) },
      { label: 'c', x: f64(2), y: f64(7) },
    ]);
    expect(text).toBe('step,"a, b",c\r\n1,0.5,\r\n2,NaN,7\r\n');
  });
});
