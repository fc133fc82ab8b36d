/**
 * Rows of the same kind: sorted, selected, opened and acted on by mouse or keyboard. Only the rows in view are in the document.
 * Keys: arrows, Home, End, Page Up/Down move; Enter opens; Space selects; Mod+A selects all; Shift extends.
 */
// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot be virtualised
// biome-ignore-all lint/a11y/useFocusableInteractive: focus moves between rows by arrows; headers hold buttons
import { Checkbox } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, type ReactNode, useId, useMemo, useRef, useState } from 'react';
import { useWidth } from '../../charts/useWidth.ts';
import { MenuButton, type MenuItem } from '../Button.tsx';
import { ColumnMenu } from './ColumnMenu.tsx';
import type { Column } from './column.ts';
import classes from './DataTable.module.css';
import { leastWidth } from './leftOut.ts';
import { type SortBy, sortRows } from './sortRows.ts';
import { TableHeader } from './TableHeader.tsx';
import { useHiddenColumns } from './useHiddenColumns.ts';

export interface DataTableProps<T> {
  /** What is listed: "Runs". Read out, and the name under which column choices are kept. */
  readonly label: string;
  readonly rows: readonly T[];
  readonly columns: readonly Column<T>[];
  readonly rowKey: (row: T) => string;
  readonly initialSort?: SortBy;
  /** Keys of the selected rows; absent: rows cannot be selected. */
  readonly selected?: ReadonlySet<string>;
  readonly onSelect?: (selected: ReadonlySet<string>) => void;
  readonly onOpen?: (row: T) => void;
  /** Behind the dots at the row's end. */
  readonly actions?: (row: T) => readonly MenuItem[];
  /** Shown in place of rows when there are none. */
  readonly empty?: ReactNode;
  /** Height in pixels; `fill` takes what the parent gives, `auto` grows with the rows as far as the window goes. */
  readonly height?: number | 'fill' | 'auto';
}

export function DataTable<T>({
  label,
  rows,
  columns,
  rowKey,
  initialSort,
  selected,
  onSelect,
  onOpen,
  actions,
  empty,
  height = 'auto',
}: DataTableProps<T>): ReactNode {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [sort, setSort] = useState<SortBy | null>(initialSort ?? null);
  const [active, setActive] = useState<string | null>(null);
  const [anchor, setAnchor] = useState<string | null>(null);
  const selectable = selected !== undefined && onSelect !== undefined;
  const edges = selectable ? 2 * edge : edge;
  const [hidden, toggleHidden] = useHiddenColumns(label, columns, Math.max(0, useWidth(scroller) - edges));

  const shown = columns.filter((column) => !hidden.has(column.id));
  const sorted = useMemo(
    () =>
      sortRows(
        rows,
        columns.flatMap((column) => [column, ...(column.under ?? [])]),
        sort,
      ),
    [rows, columns, sort],
  );
  const tall = columns.some(({ under }) => under !== undefined);
  const activeIndex = Math.max(
    0,
    sorted.findIndex((row) => rowKey(row) === active),
  );
  const template = templateOf(shown, selectable);
  // Below it the table scrolls sideways, head and rows alike.
  const minWidth = leastWidth(shown) + edges;
  // Sizes follow the density, which is a CSS variable.
  const rowHeight = Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue(tall ? '--mw-tall' : '--mw-row')) || 40;
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    getItemKey: (index) => rowKey(sorted[index] as T),
  });

  const moveTo = (index: number, extend: boolean): void => {
    const row = sorted[Math.min(sorted.length - 1, Math.max(0, index))];
    if (!row) return;
    const key = rowKey(row);
    setActive(key);
    virtual.scrollToIndex(sorted.indexOf(row));
    if (extend && selectable) selectRange(anchor ?? active ?? key, key);
    else setAnchor(key);
    // At once where it is drawn already: the next key may come before the next frame.
    if (!focusRow(key)) requestAnimationFrame(() => focusRow(key));
  };
  const focusRow = (key: string): boolean => {
    const row = scroller.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
    row?.focus();
    return row instanceof HTMLElement;
  };
  const selectRange = (from: string, to: string): void => {
    const keys = sorted.map(rowKey);
    const [first, last] = [keys.indexOf(from), keys.indexOf(to)].sort((a, b) => a - b) as [number, number];
    onSelect?.(new Set(keys.slice(Math.max(0, first), last + 1)));
  };
  const toggle = (key: string): void => {
    if (!selectable) return;
    const next = new Set(selected);
    if (!next.delete(key)) next.add(key);
    setAnchor(key);
    onSelect(next);
  };
  const press = (event: KeyboardEvent, row: T, index: number): void => {
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / rowHeight) - 2);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      Home: 0,
      End: sorted.length - 1,
      PageDown: index + page,
      PageUp: index - page,
    };
    const target = moves[event.key];
    if (target !== undefined) moveTo(target, event.shiftKey);
    else if (event.key === 'Enter' && onOpen) onOpen(row);
    else if (event.key === ' ' && selectable) toggle(rowKey(row));
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey) && selectable) onSelect(new Set(sorted.map(rowKey)));
    else if (event.key === 'Escape' && selectable && selected.size > 0) onSelect(new Set());
    else return;
    event.preventDefault();
  };
  const click = (event: MouseEvent, row: T): void => {
    const key = rowKey(row);
    setActive(key);
    if (selectable && event.shiftKey) selectRange(anchor ?? key, key);
    else if (selectable && (event.ctrlKey || event.metaKey)) toggle(key);
    else if (onOpen) onOpen(row);
    else toggle(key);
  };

  return (
    <div
      ref={scroller}
      className={classes.scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={sorted.length + 1}
      data-auto={height === 'auto'}
      data-tall={tall}
      style={{ height: height === 'fill' ? '100%' : height === 'auto' ? undefined : height }}
    >
      <div role="rowgroup" className={classes.head} style={{ minWidth }}>
        <div role="row" className={classes.row} aria-rowindex={1} style={{ gridTemplateColumns: template }}>
          {selectable ? (
            <div role="columnheader" className={classes.check}>
              <Checkbox
                aria-label={selected.size === sorted.length && sorted.length > 0 ? 'Select none' : 'Select all'}
                checked={sorted.length > 0 && selected.size >= sorted.length}
                indeterminate={selected.size > 0 && selected.size < sorted.length}
                onChange={() => onSelect(selected.size > 0 ? new Set() : new Set(sorted.map(rowKey)))}
              />
            </div>
          ) : null}
          {shown.map((column) => (
            <TableHeader key={column.id} column={column} sort={sort} onSort={setSort} />
          ))}
          <div role="columnheader" className={classes.end}>
            <span className={classes.hiddenLabel}>Actions</span>
            <ColumnMenu label={label} columns={columns} hidden={hidden} onToggle={toggleHidden} />
          </div>
        </div>
      </div>
      {sorted.length === 0 ? (
        <div className={classes.empty}>{empty ?? 'Nothing here.'}</div>
      ) : (
        <div role="rowgroup" className={classes.body} style={{ height: virtual.getTotalSize(), minWidth }}>
          {virtual.getVirtualItems().map(({ index, start, key }) => {
            const row = sorted[index] as T;
            const chosen = selected?.has(rowKey(row)) ?? false;
            return (
              <div
                key={key}
                role="row"
                data-key={rowKey(row)}
                id={`${id}-${rowKey(row)}`}
                aria-rowindex={index + 2}
                aria-selected={selectable ? chosen : undefined}
                tabIndex={index === activeIndex ? 0 : -1}
                className={classes.row}
                data-opens={onOpen !== undefined}
                style={{ gridTemplateColumns: template, transform: `translateY(${start}px)` }}
                onClick={(event) => click(event, row)}
                onKeyDown={(event) => press(event, row, index)}
                onFocus={() => setActive(rowKey(row))}
              >
                {selectable ? (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the row takes the keys
                  <div role="gridcell" className={classes.check} onClick={(event) => event.stopPropagation()}>
                    <Checkbox aria-label="Select this row" tabIndex={-1} checked={chosen} onChange={() => toggle(rowKey(row))} />
                  </div>
                ) : null}
                {shown.map((column) => (
                  <div key={column.id} role="gridcell" className={classes.cell} data-align={column.align ?? 'start'}>
                    {shortened(column.cell(row))}
                  </div>
                ))}
                <div role="gridcell" className={classes.end}>
                  {actions ? <MenuButton label="Actions for this row" items={actions(row)} /> : null}
                </div>
              </div>
            );
          })}
        </div>
      )}
    </div>
  );
}

/** Words that have no room end in an ellipsis where they end, in any script, and are told whole by the pointer; bare text would just be cut. */
function shortened(content: ReactNode): ReactNode {
  return typeof content === 'string' ? (
    <span dir="auto" title={content}>
      {content}
    </span>
  ) : (
    content
  );
}

/** Pixels of the column for checkboxes and of the one for actions. */
const edge = 40;

function templateOf<T>(columns: readonly Column<T>[], selectable: boolean): string {
  const widths = columns.map(({ width = { min: 120 } }) => (typeof width === 'number' ? `${width}px` : `minmax(${width.min}px, ${width.grow ?? 1}fr)`));
  return [...(selectable ? [`${edge}px`] : []), ...widths, `${edge}px`].join(' ');
}
