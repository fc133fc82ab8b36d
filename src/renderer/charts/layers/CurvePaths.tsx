import { memo, type ReactNode, useMemo } from 'react';
import { meanPath, minMaxPath } from '../math/bucket.ts';
import { createEma } from '../math/ema.ts';

interface CurvePathsProps {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly version: number;
  /** Of x. */
  readonly from: number;
  readonly to: number;
  readonly log: boolean;
  /** Values to pixels. */
  readonly xScale: number;
  readonly xOffset: number;
  readonly yScale: number;
  readonly yOffset: number;
  /** 0: the data alone. */
  readonly smoothing: number;
  readonly dash: string;
  readonly crowded: boolean;
}

/** Points below which the data are a line, not a band. */
const sparse = 600;

/**
 * The data in full resolution, faint below the smoothed line. recharts draws its children several times per change: these are made
 * anew only when something of them changed, and columns are told apart by what lies below their views.
 */
export const CurvePaths = memo(
  function CurvePaths({ x, y, from, to, log, xScale, xOffset, yScale, yOffset, smoothing, dash, crowded }: CurvePathsProps): ReactNode {
    const ema = useMemo(() => createEma(smoothing), [smoothing]);
    const pixels = { x: { scale: xScale, offset: xOffset }, y: { scale: yScale, offset: yOffset }, log };
    const raw = minMaxPath(x, y, [from, to], pixels);
    if (smoothing === 0) return <path d={raw} strokeWidth={1.5} strokeDasharray={dash} />;
    return (
      <>
        <path d={raw} strokeWidth={1} opacity={x.length < sparse ? 0.4 : crowded ? 0.14 : 0.22} />
        <path d={meanPath(x, ema.extend(y), [from, to], pixels)} strokeWidth={1.75} strokeDasharray={dash} />
      </>
    );
  },
  ({ x, y, ...a }, { x: otherX, y: otherY, ...b }) => sameView(x, otherX) && sameView(y, otherY) && JSON.stringify(a) === JSON.stringify(b),
);

function sameView(a: Float64Array, b: Float64Array): boolean {
  return a.buffer === b.buffer && a.byteOffset === b.byteOffset && a.length === b.length;
}
