/** A JSON value as a tree that opens; primitive values in the colour of their kind. */
import { IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import classes from './JsonView.module.css';

/** Entries of one level drawn before "show more". */
const portion = 100;

export interface JsonViewProps {
  readonly value: unknown;
  /** Levels open at first. */
  readonly open?: number;
}

export function JsonView({ value, open = 1 }: JsonViewProps): ReactNode {
  return (
    <div className={`${classes.tree} mono`}>
      <Node name={null} value={value} open={open} />
    </div>
  );
}

function Node({ name, value, open }: { readonly name: string | null; readonly value: unknown; readonly open: number }): ReactNode {
  const [opened, setOpened] = useState(open > 0);
  const [shown, setShown] = useState(portion);
  const label = name === null ? null : <span className={classes.name}>{name}</span>;
  if (typeof value !== 'object' || value === null) {
    return (
      <div className={classes.leaf}>
        {label}
        {label ? ': ' : null}
        <span className={classes[value === null ? 'null' : typeof value]}>{typeof value === 'string' ? JSON.stringify(value) : String(value)}</span>
      </div>
    );
  }
  const entries = Object.entries(value);
  const array = Array.isArray(value);
  const summary = array ? `[${entries.length}]` : `{${entries.length}}`;
  if (entries.length === 0) {
    return (
      <div className={classes.leaf}>
        {label}
        {label ? ': ' : null}
        {array ? '[]' : '{}'}
      </div>
    );
  }
  return (
    <div>
      <button type="button" className={classes.toggle} aria-expanded={opened} onClick={() => setOpened(!opened)}>
        <IconChevronRight size={12} className={classes.chevron} data-open={opened} aria-hidden />
        {label ?? (array ? 'array' : 'object')} <span className={classes.summary}>{summary}</span>
      </button>
      {opened ? (
        <div className={classes.children}>
          {entries.slice(0, shown).map(([key, child]) => (
            <Node key={key} name={key} value={child} open={open - 1} />
          ))}
          {entries.length > shown ? (
            <button type="button" className={classes.more} onClick={() => setShown(shown + portion * 10)}>
              {entries.length - shown} more
            </button>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
