import type { ReactNode } from 'react';
import type { Range } from '../math/extent.ts';
import type { ChartMark } from '../series.ts';
import { usePixels } from './usePixels.ts';

/** Moments of a run as dashed lines, named in their tooltips. */
export function MarkLayer({ marks, range }: { readonly marks: readonly ChartMark[]; readonly range: Range }): ReactNode {
  const pixels = usePixels(range, [0, 1], false);
  if (!pixels) return null;
  const { area } = pixels;
  return marks
    .filter(({ x }) => x >= range[0] && x <= range[1])
    .map(({ x, label }) => {
      const left = x * pixels.x.scale + pixels.x.offset;
      return (
        <g key={`${x}${label}`}>
          <title>{label}</title>
          <line x1={left} x2={left} y1={area.y} y2={area.y + area.height} stroke="var(--mw-warning)" strokeDasharray="3 3" />
          <path d={`M${left - 4} ${area.y}h8l-4 6z`} fill="var(--mw-warning)" />
        </g>
      );
    });
}
