/** A cell of two lines: what one looks for, and below it, more quietly, what goes with it. */
import type { ReactNode } from 'react';
import classes from './TwoLines.module.css';

export interface TwoLinesProps {
  /** Text that has no room ends in an ellipsis and is told whole by the pointer. */
  readonly first: ReactNode;
  /** '': nothing; the first line then stands in the middle. */
  readonly second: ReactNode;
  /** As the column's. */
  readonly align?: 'start' | 'end';
}

export function TwoLines({ first, second, align = 'start' }: TwoLinesProps): ReactNode {
  return (
    <div className={classes.lines} data-align={align}>
      <Line className={classes.first}>{first}</Line>
      {second === '' ? null : <Line className={classes.second}>{second}</Line>}
    </div>
  );
}

function Line({ className, children }: { readonly className: string | undefined; readonly children: ReactNode }): ReactNode {
  return typeof children === 'string' ? (
    <div className={className} dir="auto" title={children}>
      {children}
    </div>
  ) : (
    <div className={className}>{children}</div>
  );
}
