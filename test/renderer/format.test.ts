import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatBytesExactly,
  formatBytesOf,
  formatCount,
  formatDuration,
  formatFixed,
  formatNumber,
  formatPlural,
  formatRate,
  formatRemaining,
  formatShare,
  formatSince,
  formatWhole,
} from '../../src/renderer/format/index.ts';

/** Digits are grouped by narrow no-break spaces. */
const group = (text: string): string => text.replaceAll(' ', '\u202f');

describe('formats', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [999_600, '1 MB'],
    [48_210, '48.2 kB'],
    [1.34e9, '1.34 GB'],
    [123.4e9, '123 GB'],
    [5e18, '5000 PB'],
    [Number.NaN, '–'],
  ])('%d bytes as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it('exact bytes in binary units', () => expect(formatBytesExactly(1_342_177_280)).toBe(`1.25 GiB (${group('1 342 177 280')} bytes)`));
  it('progress in the unit of the whole', () => expect(formatBytesOf(4.12e8, 1.3e9)).toBe('0.412 / 1.3 GB'));

  it.each([
    [0, '0'],
    [812, '812'],
    [12_400, '12.4 k'],
    [999_999, '1 M'],
    [2_230_000, '2.23 M'],
    [1.1e9, '1.1 B'],
    [1.5, '1.5'],
  ])('the count %d as %s', (count, text) => expect(formatCount(count)).toBe(text));

  it('whole numbers with every digit', () => expect(formatWhole(12_480)).toBe(group('12 480')));
  it('one and many', () =>
    expect([formatPlural(1, 'row'), formatPlural(0, 'row'), formatPlural(2, 'entry', 'entries')]).toEqual(['1 row', '0 rows', '2 entries']));

  it.each([
    [2.38123, '2.381'],
    [2e-4, '2e-4'],
    [0.02131, '0.02131'],
    [-3.5, '−3.5'],
    [12_480.4, group('12 480')],
    [1.5e8, '1.5e8'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '−∞'],
    [0, '0'],
  ])('the number %d as %s', (value, text) => expect(formatNumber(value)).toBe(text));

  it('fixed decimals', () => expect([formatFixed(2, 3), formatFixed(-0.5, 2), formatFixed(Number.NaN, 2)]).toEqual(['2.000', '−0.50', 'NaN']));

  it.each([
    [0, '0 %'],
    [0.004, '0.4 %'],
    [0.37, '37 %'],
    [0.9999, '99.9 %'],
    [1, '100 %'],
  ])('the share %d as %s', (share, text) => expect(formatShare(share)).toBe(text));

  it.each([
    [0.84, '840 ms'],
    [0.9999, '1 s'],
    [12.44, '12.4 s'],
    [59.97, '1 min 00 s'],
    [200, '3 min 20 s'],
    [7500, '2 h 05 min'],
    [273_600, '3 d 4 h'],
    [-1, '–'],
  ])('%d seconds as %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  it.each([
    [2, 'under 5 s'],
    [41, '40 s'],
    [57, '1 min'],
    [719, '12 min'],
    [3599, '1 h'],
    [7800, '2 h 10 min'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('%d seconds left as %s', (seconds, text) => expect(formatRemaining(seconds)).toBe(text));

  it('rates', () => expect([formatRate(2412, 'tokens'), formatRate(0.6213, 'steps')]).toEqual(['2.41 k tokens/s', '0.6 steps/s']));

  it('how long ago', () => {
    const now = new Date(2026, 10, 24, 15, 0).getTime();
    const ago = (minutes: number): string => formatSince(new Date(now - minutes * 60_000).toISOString(), now);
    expect([ago(0.5), ago(12), ago(200), ago(24 * 60), ago(3 * 24 * 60), ago(20 * 24 * 60), formatSince('nonsense', now)]).toEqual([
      'just now',
      '12 min ago',
      '3 h ago',
      'yesterday',
      '3 days ago',
      '4 Nov 2026',
      '–',
    ]);
  });
});
