import type { ReactNode } from 'react';
import classes from './Heatmap.module.css';

interface HeatmapCellProps {
  /** Of its middle, as shares of the map. */
  readonly row: number;
  readonly column: number;
  readonly high: number;
  readonly wide: number;
  /** "layer 3, expert 12". */
  readonly place: string;
  readonly value: string;
}

/** The cell that is read, framed, and beside it what it says: above where there is room, and never beyond the map's sides. */
export function HeatmapCell({ row, column, high, wide, place, value }: HeatmapCellProps): ReactNode {
  const percent = (share: number): string => `${share * 100}%`;
  const above = row > 0.2;
  const side = column < 0.15 ? '0' : column > 0.85 ? '-100%' : '-50%';
  return (
    <>
      <div className={classes.cell} style={{ left: percent(column - wide / 2), top: percent(row - high / 2), width: percent(wide), height: percent(high) }} />
      <div
        className={classes.words}
        style={{
          left: percent(column),
          top: percent(above ? row - high / 2 : row + high / 2),
          transform: `translate(${side}, ${above ? 'calc(-100% - 6px)' : '6px'})`,
        }}
        aria-hidden
      >
        <strong>{value}</strong>
        {place}
      </div>
    </>
  );
}
