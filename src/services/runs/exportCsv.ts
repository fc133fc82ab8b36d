/** A run's metrics as a table: a row per step, evaluations beside the step they followed. */
import { type Columns, evalColumns, stepColumns } from './metricColumns.ts';
import type { Metric } from './runFiles.ts';

type Row = Readonly<Record<string, number>>;

/**
 * RFC 4180, with a header; numbers as JavaScript writes them.
 * @param metrics read twice: a late column must stand in the header too.
 */
export async function* metricsToCsv(metrics: () => AsyncIterable<Metric>): AsyncGenerator<string> {
  const columns = new Set(['step']);
  for await (const row of rowsOf(metrics())) for (const column of Object.keys(row)) columns.add(column);
  yield line([...columns].map(quoted));
  for await (const row of rowsOf(metrics())) yield line([...columns].map((column) => row[column] ?? ''));
}

async function* rowsOf(metrics: AsyncIterable<Metric>): AsyncGenerator<Row> {
  let row: Row | null = null;
  for await (const metric of metrics) {
    if (row && row.step !== metric.step) yield row;
    const before: Row = row?.step === metric.step ? row : { step: metric.step };
    row = { ...before, ...(metric.type === 'step' ? stepColumns(metric) : prefixed('eval.', evalColumns(metric))) };
  }
  if (row) yield row;
}

function prefixed(prefix: string, columns: Columns): Columns {
  return Object.fromEntries(Object.entries(columns).map(([name, value]) => [`${prefix}${name}`, value]));
}

function line(cells: readonly (string | number)[]): string {
  return `${cells.join(',')}\r\n`;
}

/** Names of tasks are the user's own. */
function quoted(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
