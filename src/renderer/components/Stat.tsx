/** A figure the page is about, under its name. */
import type { ReactNode } from 'react';
import type { Tone } from '../design/colours.ts';
import { HelpHint } from './HelpHint.tsx';
import classes from './Stat.module.css';

export interface StatProps {
  readonly label: string;
  /** Formatted; "–" where there is none yet. */
  readonly value: string;
  readonly unit?: string | undefined;
  /** Below the figure: what it is compared with. */
  readonly detail?: ReactNode;
  /** What the figure means, behind a question mark. */
  readonly hint?: string;
  readonly tone?: Tone | undefined;
  /** The exact value. */
  readonly title?: string | undefined;
}

export function Stat({ label, value, unit, detail, hint, tone, title }: StatProps): ReactNode {
  return (
    <div className={classes.stat}>
      <dt className={classes.label}>
        {label}
        {hint ? <HelpHint>{hint}</HelpHint> : null}
      </dt>
      <dd className={classes.value} title={title} style={tone ? { color: `var(--mw-${tone})` } : undefined}>
        {value}
        {unit ? <span className={classes.unit}> {unit}</span> : null}
      </dd>
      {detail ? <dd className={classes.detail}>{detail}</dd> : null}
    </div>
  );
}

/** Stats side by side, divided by quiet lines. */
export function StatRow({ children }: { readonly children: ReactNode }): ReactNode {
  return <dl className={classes.row}>{children}</dl>;
}
