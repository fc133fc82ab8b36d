import type { ReactNode } from 'react';
import { HelpHint } from './HelpHint.tsx';
import classes from './KeyValueList.module.css';

export interface KeyValue {
  readonly label: string;
  readonly value: ReactNode;
  readonly hint?: string;
}

/** Facts, one a line: label at the start, value beside it. */
export function KeyValueList({ items, labelWidth = 148 }: { readonly items: readonly KeyValue[]; readonly labelWidth?: number }): ReactNode {
  return (
    <dl className={classes.list} style={{ gridTemplateColumns: `minmax(0, ${labelWidth}px) minmax(0, 1fr)` }}>
      {items.map(({ label, value, hint }) => (
        <div key={label} className={classes.item}>
          <dt className={classes.label}>
            {label}
            {hint ? <HelpHint>{hint}</HelpHint> : null}
          </dt>
          <dd className={classes.value}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
