import type { ReactNode } from 'react';
import { sequentialColour } from '../design/palettes.ts';
import { useScheme } from '../design/useDesign.ts';
import classes from './Heatmap.module.css';

interface HeatmapLegendProps {
  readonly max: number;
  readonly format: (value: number) => string;
  readonly mark?: { readonly value: number; readonly label: string };
}

const stops = Array.from({ length: 64 }, (_, i) => i / 63);

/** The scale of colours with its ends and, where there is one, the value that matters. */
export function HeatmapLegend({ max, format, mark }: HeatmapLegendProps): ReactNode {
  const scheme = useScheme();
  return (
    <div className={classes.legend} aria-hidden>
      <span>{format(0)}</span>
      <div className={classes.scale}>
        <svg width="100%" height="8" preserveAspectRatio="none" aria-hidden>
          {stops.map((stop, i) => (
            <rect key={stop} x={`${(i / stops.length) * 100}%`} width={`${100 / stops.length + 0.2}%`} height="8" fill={sequentialColour(stop, scheme)} />
          ))}
        </svg>
        {mark ? (
          <span className={classes.mark} style={{ left: `${(mark.value / max) * 100}%` }}>
            {mark.label}
          </span>
        ) : null}
      </div>
      <span>≥ {format(max)}</span>
    </div>
  );
}
