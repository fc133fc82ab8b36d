/** Which line is what, and the values under the pointer; without a pointer the latest ones. */
import type { ReactNode } from 'react';
import { seriesColours, seriesDashes } from '../design/palettes.ts';
import { useScheme } from '../design/useDesign.ts';
import type { AxisLook } from './axes.ts';
import { type ChartGroup, usePointer } from './chartGroup.ts';
import classes from './LineChart.module.css';
import { placeText, valueText } from './readOut.ts';
import type { ChartSeries } from './series.ts';

interface LegendProps {
  readonly group: ChartGroup;
  readonly series: readonly ChartSeries[];
  readonly version: number;
  readonly format: (value: number) => string;
  readonly axis: AxisLook;
  /** Many series, in rows of their own. */
  readonly rows: boolean;
}

export function Legend({ group, series, format, axis, rows }: LegendProps): ReactNode {
  const pointer = usePointer(group);
  const colours = seriesColours[useScheme()];
  return (
    <div className={rows ? classes.legendRows : classes.legend}>
      {series.length > 0 && (pointer !== null || rows) ? <span className={classes.legendPlace}>{placeText(axis, pointer)}</span> : null}
      {series.map((item, i) => {
        const place = item.colour ?? i;
        return (
          <span key={item.id} className={classes.legendItem}>
            <svg width={14} height={8} aria-hidden>
              <line x1={0} x2={14} y1={4} y2={4} stroke={colours[place % colours.length]} strokeWidth={2} strokeDasharray={seriesDashes[place] ?? ''} />
            </svg>
            <span className={classes.legendLabel} title={item.label}>
              {item.label}
            </span>
            <span className={classes.legendValue}>{valueText(item, pointer, format)}</span>
          </span>
        );
      })}
    </div>
  );
}
