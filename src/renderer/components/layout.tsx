/** How things stand beside and below each other. Gaps are steps of the spacing scale. */
import type { CSSProperties, ReactNode } from 'react';
import type { space } from '../design/scale.ts';
import classes from './layout.module.css';

type Gap = keyof typeof space | 0;

interface StackProps {
  /** 4 (16 px) unless told. */
  readonly gap?: Gap;
  readonly children: ReactNode;
}

/** One below the other, each as wide as there is room. */
export function Stack({ gap = 4, children }: StackProps): ReactNode {
  return (
    <div className={classes.stack} style={gapStyle(gap)}>
      {children}
    </div>
  );
}

interface RowProps {
  readonly gap?: Gap;
  readonly align?: 'start' | 'center' | 'end' | 'baseline' | 'stretch';
  readonly justify?: 'start' | 'between' | 'end';
  readonly wrap?: boolean;
  readonly children: ReactNode;
}

/** Side by side, each as wide as it is. */
export function Row({ gap = 2, align = 'center', justify = 'start', wrap = false, children }: RowProps): ReactNode {
  return (
    <div
      className={classes.row}
      style={{ ...gapStyle(gap), alignItems: align, justifyContent: justify === 'between' ? 'space-between' : justify, flexWrap: wrap ? 'wrap' : 'nowrap' }}
    >
      {children}
    </div>
  );
}

interface ColumnsProps {
  /** Narrowest a column may be, in pixels; as many stand side by side as fit. */
  readonly min?: number;
  /** At most so many. */
  readonly max?: number;
  /** As wide as if all places were taken, so that fields of several forms stand below each other. */
  readonly even?: boolean;
  readonly gap?: Gap;
  readonly children: ReactNode;
}

/** Columns of equal width. */
export function Columns({ min = 280, max = 4, even = false, gap = 4, children }: ColumnsProps): ReactNode {
  const share = `calc((100% - (${max} - 1) * var(--mw-space-${gap === 0 ? 1 : gap})) / ${max})`;
  return (
    <div
      className={classes.columns}
      style={{ ...gapStyle(gap), gridTemplateColumns: `repeat(${even ? 'auto-fill' : 'auto-fit'}, minmax(min(100%, max(${min}px, ${share})), 1fr))` }}
    >
      {children}
    </div>
  );
}

interface SplitProps {
  /** Beside what the page is about: fixed in width, in pixels. */
  readonly side: ReactNode;
  readonly sideWidth?: number;
  readonly sideAt?: 'start' | 'end';
  readonly children: ReactNode;
}

/** A main part and a side part; one below the other in narrow windows. */
export function Split({ side, sideWidth = 320, sideAt = 'end', children }: SplitProps): ReactNode {
  const main = <div className={classes.splitMain}>{children}</div>;
  const beside = (
    <div className={classes.splitSide} style={{ '--side-width': `${sideWidth}px` } as CSSProperties}>
      {side}
    </div>
  );
  return (
    <div className={classes.split}>
      {sideAt === 'start' ? beside : main}
      {sideAt === 'start' ? main : beside}
    </div>
  );
}

function gapStyle(gap: Gap): CSSProperties {
  return { gap: gap === 0 ? 0 : `var(--mw-space-${gap})` };
}
