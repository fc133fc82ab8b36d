/** A curve over the chart's scales: its data, the line through them, its evaluations as points. */
import { type ReactNode, useId } from 'react';
import type { Range } from '../math/extent.ts';
import type { ChartSeries } from '../series.ts';
import { CurvePaths } from './CurvePaths.tsx';
import { usePixels } from './usePixels.ts';

export interface CurveLayerProps {
  readonly series: ChartSeries;
  readonly version: number;
  readonly range: Range;
  readonly domain: Range;
  readonly log: boolean;
  readonly colour: string;
  readonly dash: string;
  /** 0: the data alone. */
  readonly smoothing: number;
  /** Among several. */
  readonly crowded: boolean;
}

export function CurveLayer({ series: { x, y, points = [] }, version, range, domain, log, colour, dash, smoothing, crowded }: CurveLayerProps): ReactNode {
  const clip = useId();
  const pixels = usePixels(range, domain, log);
  if (!pixels) return null;
  const { area } = pixels;
  const place = (point: { readonly x: number; readonly y: number }): readonly [number, number] => [
    point.x * pixels.x.scale + pixels.x.offset,
    (log ? Math.log10(point.y) : point.y) * pixels.y.scale + pixels.y.offset,
  ];
  const seen = points.filter((point) => Number.isFinite(point.y) && (!log || point.y > 0)).map((point) => ({ ...point, at: place(point) }));
  return (
    <g>
      <clipPath id={clip}>
        {/* A little beyond, for points on the edge. */}
        <rect x={area.x - 4} y={area.y - 4} width={area.width + 8} height={area.height + 8} />
      </clipPath>
      <g clipPath={`url(#${clip})`} fill="none" stroke={colour} strokeLinejoin="round" strokeLinecap="round">
        <CurvePaths
          x={x}
          y={y}
          version={version}
          from={range[0]}
          to={range[1]}
          log={log}
          xScale={pixels.x.scale}
          xOffset={pixels.x.offset}
          yScale={pixels.y.scale}
          yOffset={pixels.y.offset}
          smoothing={smoothing}
          dash={dash}
          crowded={crowded}
        />
        {seen.length > 1 ? (
          <path
            d={seen.map(({ at }, i) => `${i === 0 ? 'M' : 'L'}${at[0].toFixed(1)} ${at[1].toFixed(1)}`).join('')}
            strokeWidth={1.25}
            strokeDasharray="3 3"
          />
        ) : null}
        {seen.map(({ x: step, at, best = false }) => (
          <circle key={step} cx={at[0]} cy={at[1]} r={best ? 4 : 3} strokeWidth={1.5} style={{ fill: best ? colour : 'var(--mw-surface)' }} />
        ))}
      </g>
    </g>
  );
}
