/** The frame of a chart's plot: takes the keyboard, reads out the place it is at, and says which keys there are. */
import { type KeyboardEvent, type ReactNode, useId } from 'react';
import { Keys } from '../components/choices.tsx';
import type { AxisLook } from './axes.ts';
import classes from './ChartKeys.module.css';
import { type ChartGroup, usePointer, useZoom } from './chartGroup.ts';
import { type ChartMoves, moveOfKey } from './chartMoves.ts';
import type { Range } from './math/extent.ts';
import { readOut } from './readOut.ts';
import type { ChartSeries } from './series.ts';

interface ChartKeysProps {
  readonly label: string;
  readonly group: ChartGroup;
  readonly moves: ChartMoves;
  readonly series: readonly ChartSeries[];
  readonly axis: AxisLook;
  readonly format: (value: number) => string;
  /** Of all there is. */
  readonly full: Range;
  readonly children: ReactNode;
}

/** A slider to screen readers: one place of many, moved by arrows and told by its value. */
export function ChartKeys({ label, group, moves, series, axis, format, full, children }: ChartKeysProps): ReactNode {
  const place = usePointer(group);
  const zoom = useZoom(group);
  const hint = useId();
  const press = (event: KeyboardEvent): void => {
    const move = event.ctrlKey || event.metaKey || event.altKey ? null : moveOfKey(event.key, event.shiftKey);
    // Escape is also others', where there is nothing to go back to.
    if (!move || (event.key === 'Escape' && group.zoom() === null)) return;
    event.preventDefault();
    event.stopPropagation();
    move(moves);
  };
  return (
    <div
      className={classes.frame}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-describedby={hint}
      aria-valuemin={full[0]}
      aria-valuemax={full[1]}
      aria-valuenow={place ?? full[1]}
      aria-valuetext={readOut({ series, axis, format, place, zoom })}
      onKeyDown={press}
      onBlur={() => group.point(null)}
    >
      {children}
      <div className={classes.hint} id={hint}>
        <Keys keys={['←', '→']} /> read
        <Keys keys={['Shift', '←', '→']} /> move
        <Keys keys={['+', '−']} /> zoom
        <Keys keys={['0']} /> all
      </div>
    </div>
  );
}
