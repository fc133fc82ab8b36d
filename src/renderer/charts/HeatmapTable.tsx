import type { ReactNode } from 'react';
import classes from './Heatmap.module.css';

interface HeatmapTableProps {
  readonly title: string;
  readonly values: Float32Array;
  readonly rows: readonly number[];
  readonly columns: number;
  readonly rowName: string;
  readonly columnName: string;
  readonly format: (value: number) => string;
  readonly unit: string;
}

/** The heatmap's numbers, for those who cannot or will not read colours. */
export function HeatmapTable({ title, values, rows, columns, rowName, columnName, format, unit }: HeatmapTableProps): ReactNode {
  const indices = Array.from({ length: columns }, (_, column) => column);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.tableFrame} tabIndex={0} aria-label={title}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">
              {rowName} \ {columnName}
              {unit ? `, ${unit}` : ''}
            </th>
            {indices.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((name, row) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {indices.map((column) => (
                <td key={column}>{format(values[row * columns + column] ?? Number.NaN)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
