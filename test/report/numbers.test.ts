import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatPoints,
  formatShortCount,
  formatValue,
} from '../../src/report/numbers.ts';

/** Narrow spaces as plain ones, to be readable here. */
const plain = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');

describe('numbers as people read them', () => {
  it.each([
    [0, '0'],
    [7.654850959, '7.655'],
    [0.001, '0.001'],
    [0.00023, '2.3e−4'],
    [-0.5, '−0.5'],
    [1234.6, '1235'],
    [12345.6, '12 346'],
    [3.2e12, '3.2e12'],
    [0.30000000000000004, '0.3'],
  ])('writes %d as %s', (value, text) => expect(plain(formatNumber(value))).toBe(text));

  it('sets thousands apart only where there are many', () => {
    expect([1000, 10000, 1234567].map((value) => plain(formatCount(value)))).toEqual(['1000', '10 000', '1 234 567']);
  });

  it('writes shares as percent without a minus before nothing', () => {
    expect([0, 1, 0.125, -0.00001, 0.9687].map((value) => plain(formatPercent(value)))).toEqual(['0 %', '100 %', '12.5 %', '0 %', '96.9 %']);
  });

  it('always writes the sign of a gain', () => {
    expect([0.93, -0.025, 0].map(formatPoints)).toEqual(['+93 points', '−2.5 points', '0 points']);
  });

  it('counts bytes in binary units', () => {
    expect([0, 512, 1024, 99403040, 5 * 2 ** 40].map((value) => plain(formatBytes(value)))).toEqual(['0 bytes', '512 bytes', '1 KiB', '94.8 MiB', '5 TiB']);
  });

  it('writes durations in the units people use for them', () => {
    expect([0.0123, 6.3, 59.99, 108, 7260].map((value) => plain(formatDuration(value)))).toEqual(['12 ms', '6.3 s', '1 min 0 s', '1 min 48 s', '2 h 1 min']);
  });

  it('shortens large counts', () => {
    expect([0, 999, 344064, 2_360_000].map((value) => plain(formatShortCount(value)))).toEqual(['0', '999', '344 k', '2.36 M']);
  });

  it('writes a dash for what is not a number', () => {
    expect([null, Number.NaN, Number.POSITIVE_INFINITY].map((value) => formatValue(value, 'number'))).toEqual(['–', '–', '–']);
  });
});
