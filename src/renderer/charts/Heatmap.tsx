/** Layer × expert on a canvas, one pixel per cell, enlarged by the browser; hover and keys read a cell out beside it, a table shows the numbers. */
import { VisuallyHidden } from '@mantine/core';
import { IconGridDots, IconTable } from '@tabler/icons-react';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { IconButton } from '../components/Button.tsx';
import { useScheme } from '../design/useDesign.ts';
import { formatNumber } from '../format/index.ts';
import classes from './Heatmap.module.css';
import { HeatmapCell } from './HeatmapCell.tsx';
import { HeatmapLegend } from './HeatmapLegend.tsx';
import { HeatmapTable } from './HeatmapTable.tsx';
import { paintCells } from './math/paintCells.ts';

export interface HeatmapProps {
  readonly title: string;
  /** Beside the title: the step, say. */
  readonly note?: ReactNode;
  /** Between the title and the cells: what chooses the moment they are of. */
  readonly controls?: ReactNode;
  /** [rows × columns], row-major; NaN cells stay empty. */
  readonly values: Float32Array;
  /** Names of the rows: layers. */
  readonly rows: readonly number[];
  readonly columns: number;
  readonly rowName?: string;
  readonly columnName?: string;
  /** The value of the strongest colour; what lies above has it too. */
  readonly max: number;
  /** A value worth a mark in the legend: 1 = balanced. */
  readonly mark?: { readonly value: number; readonly label: string };
  readonly format?: (value: number) => string;
  /** After a value that stands alone; the table has it in its corner. */
  readonly unit?: string;
  /** Chosen by click or Enter. */
  readonly onCell?: (row: number, column: number) => void;
  /** Pixels a row is high at most. */
  readonly rowHeight?: number;
}

export function Heatmap({
  title,
  note,
  controls,
  values,
  rows,
  columns,
  rowName = 'layer',
  columnName = 'expert',
  max,
  mark,
  format = formatNumber,
  unit = '',
  onCell,
  rowHeight = 22,
}: HeatmapProps): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useScheme();
  const [cell, setCell] = useState<readonly [row: number, column: number] | null>(null);
  const [table, setTable] = useState(false);

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (table || !context || rows.length === 0 || columns === 0) return;
    const picture = context.createImageData(columns, rows.length);
    paintCells(values, max, scheme, new Uint32Array(picture.data.buffer));
    context.putImageData(picture, 0, 0);
  }, [values, rows.length, columns, max, scheme, table]);

  const at = (event: PointerEvent): readonly [number, number] => {
    const frame = event.currentTarget.getBoundingClientRect();
    const place = (offset: number, size: number, count: number): number => Math.min(count - 1, Math.max(0, Math.floor((offset / size) * count)));
    return [place(event.clientY - frame.top, frame.height, rows.length), place(event.clientX - frame.left, frame.width, columns)];
  };
  const press = (event: KeyboardEvent): void => {
    const [row, column] = cell ?? [0, 0];
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ...{ ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] },
      ...{ Home: [0, -columns], End: [0, columns], PageUp: [-rows.length, 0], PageDown: [rows.length, 0] },
    };
    const move = cell ? moves[event.key] : event.key in moves && [0, 0];
    if (move) setCell([Math.min(rows.length - 1, Math.max(0, row + move[0])), Math.min(columns - 1, Math.max(0, column + move[1]))]);
    else if (event.key === 'Enter' && cell) onCell?.(...cell);
    else return;
    event.preventDefault();
  };
  const value = cell ? `${format(values[cell[0] * columns + cell[1]] ?? Number.NaN)} ${unit}`.trim() : '';
  const place = cell ? `${rowName} ${rows[cell[0]]}, ${columnName} ${cell[1]}` : '';
  const high = Math.max(6, Math.min(rowHeight, 420 / Math.max(1, rows.length)));

  return (
    <figure className={classes.heatmap}>
      <figcaption className={classes.caption}>
        <h3 className={classes.title}>{title}</h3>
        {note ? <span className={classes.note}>{note}</span> : null}
        <VisuallyHidden component="output" aria-live="polite">
          {cell ? `${place}: ${value}` : ''}
        </VisuallyHidden>
        <span className={classes.space} />
        <IconButton size="sm" icon={table ? IconGridDots : IconTable} label={table ? 'Show as colours' : 'Show as table'} onClick={() => setTable(!table)} />
      </figcaption>
      {controls ? <div className={classes.controls}>{controls}</div> : null}
      {table ? (
        <HeatmapTable title={title} values={values} rows={rows} columns={columns} rowName={rowName} columnName={columnName} format={format} unit={unit} />
      ) : (
        <div className={classes.frame}>
          <div className={classes.rows} style={{ height: high * rows.length }} aria-hidden>
            {labelled(rows.length, Math.ceil(14 / high)).map((row) => (
              <span key={row} style={{ top: `${((row + 0.5) / rows.length) * 100}%` }}>
                {rows[row]}
              </span>
            ))}
          </div>
          <div className={classes.plot} style={{ height: high * rows.length }}>
            <canvas
              ref={canvas}
              width={columns}
              height={rows.length}
              className={classes.canvas}
              role="img"
              aria-label={`${title}: ${rows.length} ${rowName}s by ${columns} ${columnName}s. Arrow keys read single cells; the table has all.`}
              tabIndex={0}
              onPointerMove={(event) => setCell(at(event))}
              onPointerLeave={() => setCell(null)}
              onClick={() => cell && onCell?.(...cell)}
              onKeyDown={press}
              onBlur={() => setCell(null)}
            />
            {cell ? (
              <HeatmapCell
                row={(cell[0] + 0.5) / rows.length}
                column={(cell[1] + 0.5) / columns}
                high={1 / rows.length}
                wide={1 / columns}
                place={place}
                value={value}
              />
            ) : null}
          </div>
          <div className={classes.columns} aria-hidden>
            {labelled(columns, Math.max(1, Math.ceil(columns / 16))).map((column) => (
              <span key={column} style={{ left: `${((column + 0.5) / columns) * 100}%` }}>
                {column}
              </span>
            ))}
          </div>
          <div className={classes.axis} aria-hidden>
            {rowName} ↓ · {columnName} →{unit ? ` · ${unit}` : ''}
          </div>
          <HeatmapLegend max={max} format={format} {...(mark ? { mark } : {})} />
        </div>
      )}
    </figure>
  );
}

/** Indices that get a label: every `every`th. */
function labelled(count: number, every: number): readonly number[] {
  return Array.from({ length: Math.ceil(count / every) }, (_, i) => i * every);
}
