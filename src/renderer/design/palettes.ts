/**
 * Colours that stand for data. The categorical ones were found by searching OKLCH for the set whose closest pair is furthest apart
 * under normal vision and all three dichromacies; test/renderer/palettes.test.ts holds them to it.
 */

import { type Oklch, oklchToHex } from './colourMath.ts';
import type { Scheme } from './colours.ts';

/** Experts up to 8: every pair at least 0.14 apart in OKLab for everyone. */
const experts8: Readonly<Record<Scheme, readonly string[]>> = {
  light: ['#01556e', '#da4b0c', '#b18afe', '#8d1d00', '#12cdad', '#f69800', '#8a4ac9', '#48908f'],
  dark: ['#10fbfc', '#bc378d', '#ede35b', '#6166e4', '#28c8a5', '#ea9816', '#b691ff', '#847707'],
};

/** The same 8 and 8 more: at least 0.07 apart. Past 16 colours repeat, and the number tells experts apart. */
const experts16: Readonly<Record<Scheme, readonly string[]>> = {
  light: [...experts8.light, '#592c96', '#c09a70', '#d46bbd', '#3f7092', '#966cee', '#b23603', '#d0a8fe', '#612738'],
  dark: [...experts8.dark, '#017557', '#d156b1', '#8dd574', '#dab1fa', '#08ae7f', '#b2ffc6', '#a88b3f', '#3de2c1'],
};

export function expertPalette(experts: number, scheme: Scheme): readonly string[] {
  return experts <= 8 ? experts8[scheme] : experts16[scheme];
}

export function expertColour(expert: number, experts: number, scheme: Scheme): string {
  const palette = expertPalette(experts, scheme);
  return palette[expert % palette.length] as string;
}

/** Lines of a chart, compared runs; from the second on dashes tell them apart too. */
export const seriesColours: Readonly<Record<Scheme, readonly string[]>> = {
  light: ['#3555d1', '#c8500a', '#0b8a6d', '#8a2f86', '#8a6700', '#5a6270'],
  dark: ['#8ea2ff', '#f5924e', '#3fd0a8', '#e07fd6', '#d9bd4a', '#a3abb8'],
};

export const seriesDashes = ['', '7 5', '2 4', '10 5 2 5', '14 6', '1 4'] as const;

/** Stops of the sequential scale: little is near the surface, much is far from it; lightness runs evenly. */
const sequentialStops: Readonly<Record<Scheme, readonly Oklch[]>> = {
  light: [
    [0.97, 0.03, 105],
    [0.8, 0.1, 165],
    [0.63, 0.11, 215],
    [0.46, 0.14, 262],
    [0.29, 0.12, 275],
  ],
  dark: [
    [0.23, 0.06, 275],
    [0.41, 0.13, 268],
    [0.59, 0.12, 225],
    [0.77, 0.12, 170],
    [0.95, 0.12, 105],
  ],
};

/** @param share 0..1; outside it is cut. */
export function sequentialColour(share: number, scheme: Scheme): string {
  const stops = sequentialStops[scheme];
  const place = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const low = Math.min(stops.length - 2, Math.floor(place));
  const [a, b] = [stops[low] as Oklch, stops[low + 1] as Oklch];
  const mix = (i: 0 | 1 | 2): number => a[i] + (b[i] - a[i]) * (place - low);
  return oklchToHex([mix(0), mix(1), mix(2)]);
}

/** 256 colours as a canvas wants them: 0xAABBGGRR (little-endian RGBA). */
export function sequentialTable(scheme: Scheme): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, i) => {
    const value = Number.parseInt(sequentialColour(i / 255, scheme).slice(1), 16);
    return (0xff000000 | ((value & 255) << 16) | (value & 0xff00) | (value >> 16)) >>> 0;
  });
}
