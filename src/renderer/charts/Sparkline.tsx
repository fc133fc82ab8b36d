import type { ReactNode } from 'react';

export interface SparklineProps {
  readonly values: readonly number[];
  /** Read out: "training loss from 4.1 to 2.3". */
  readonly label: string;
  readonly width?: number;
  readonly height?: number;
}

/** A curve the size of a word, for tables. */
export function Sparkline({ values, label, width = 96, height = 20 }: SparklineProps): ReactNode {
  const shown = values.filter(Number.isFinite);
  if (shown.length < 2) return <span style={{ color: 'var(--mw-text-faint)' }}>–</span>;
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const y = (value: number): number => (high === low ? height / 2 : 2 + ((high - value) / (high - low)) * (height - 4));
  const points = values.map((value, i) =>
    Number.isFinite(value) ? `${((i / (values.length - 1)) * (width - 2) + 1).toFixed(1)} ${y(value).toFixed(1)}` : null,
  );
  // A gap lifts the pen.
  const path = points.map((point, i) => (point === null ? '' : `${i > 0 && points[i - 1] != null ? 'L' : 'M'}${point}`)).join('');
  return (
    <svg width={width} height={height} role="img" aria-label={label} style={{ display: 'block' }}>
      <title>{label}</title>
      <path d={path} fill="none" stroke="var(--mw-series-1)" strokeWidth={1.25} strokeLinejoin="round" />
    </svg>
  );
}
