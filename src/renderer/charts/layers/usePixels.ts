/** Where values lie on the chart that surrounds the part. */
import { usePlotArea } from 'recharts';
import type { Affine, ToPixels } from '../math/bucket.ts';
import type { Range } from '../math/extent.ts';

export interface Pixels extends ToPixels {
  readonly area: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** Pixels to an x value. */
  toX(pixel: number): number;
}

/**
 * From the ranges that the chart's axes are given, and the room recharts leaves between them: its own scales follow a moment later,
 * and everything would be drawn twice. null while the chart has no size yet.
 */
export function usePixels(range: Range, domain: Range, log: boolean): Pixels | null {
  const area = usePlotArea();
  if (!area) return null;
  const x = affine(range, [area.x, area.x + area.width]);
  const y = affine(log ? [Math.log10(domain[0]), Math.log10(domain[1])] : domain, [area.y + area.height, area.y]);
  return x && y ? { area, x, y, log, toX: (pixel) => (pixel - x.offset) / x.scale } : null;
}

function affine([a, b]: Range, [from, to]: Range): Affine | null {
  if (a === b) return null;
  const scale = (to - from) / (b - a);
  return { scale, offset: from - a * scale };
}
