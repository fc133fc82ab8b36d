import type { Scheme } from '../../design/colours.ts';
import { sequentialTable } from '../../design/palettes.ts';

const tables: Readonly<Record<Scheme, Uint32Array>> = { light: sequentialTable('light'), dark: sequentialTable('dark') };

/** Writes a colour per value, 0..`max` over the sequential scale, as little-endian RGBA; what is no number stays clear. */
export function paintCells(values: Float32Array, max: number, scheme: Scheme, pixels: Uint32Array): void {
  const table = tables[scheme];
  for (let i = 0; i < pixels.length; i++) {
    const share = (values[i] ?? Number.NaN) / max;
    pixels[i] = Number.isNaN(share) ? 0 : (table[Math.round(Math.min(1, Math.max(0, share)) * 255)] as number);
  }
}
