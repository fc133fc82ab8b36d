/** A column's head: its words sort, those of its second line too. */
// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot be virtualised
// biome-ignore-all lint/a11y/useFocusableInteractive: headers hold buttons
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { HelpHint } from '../HelpHint.tsx';
import type { Column } from './column.ts';
import classes from './DataTable.module.css';
import type { SortBy } from './sortRows.ts';

interface TableHeaderProps<T> {
  readonly column: Column<T>;
  readonly sort: SortBy | null;
  readonly onSort: (sort: SortBy) => void;
}

export function TableHeader<T>({ column, sort, onSort }: TableHeaderProps<T>): ReactNode {
  const { id, header, align = 'start', hint, under = [] } = column;
  const keys = [{ id, header, sort: column.sort }, ...under];
  const by = keys.find((key) => key.id === sort?.column);
  const order = by && sort ? (sort.descending ? 'descending' : 'ascending') : 'none';
  const button = (key: (typeof keys)[number]): ReactNode =>
    key.sort ? (
      <SortButton key={key.id} id={key.id} header={key.header} falling={align === 'end'} sort={sort} onSort={onSort} told={under.length > 0} />
    ) : (
      key.header
    );
  return (
    <div role="columnheader" className={classes.header} data-align={align} aria-sort={keys.some((key) => key.sort) ? order : undefined}>
      <div className={classes.headerLine}>
        {button({ id, header, sort: column.sort })}
        {hint ? <HelpHint>{hint}</HelpHint> : null}
      </div>
      {under.length > 0 ? <div className={classes.headerLine}>{under.map(button)}</div> : null}
    </div>
  );
}

interface SortButtonProps {
  readonly id: string;
  readonly header: string;
  /** Largest first at the first press. */
  readonly falling: boolean;
  readonly sort: SortBy | null;
  readonly onSort: (sort: SortBy) => void;
  /** Says itself that it is the one in force: its header has several. */
  readonly told: boolean;
}

function SortButton({ id, header, falling, sort, onSort, told }: SortButtonProps): ReactNode {
  const active = sort?.column === id;
  const Arrow = active && sort.descending ? IconArrowDown : IconArrowUp;
  return (
    <button type="button" className={classes.sort} onClick={() => onSort({ column: id, descending: active ? !sort.descending : falling })}>
      {header}
      {active ? <Arrow size={12} aria-hidden /> : null}
      {active && told ? <span className={classes.hiddenLabel}>, sorted by</span> : null}
    </button>
  );
}
