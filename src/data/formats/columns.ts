/** Finds a format's columns among a file's, and reads a row's fields through the mapping. */
import type { Problem, Row, Severity } from '../data.ts';
import type { DatasetFormat, Detection, Mapping } from './format.ts';

export type Fields = DatasetFormat['fields'];

/** A row's value of a field; undefined where the field has no column or the row lacks it. */
export type FieldReader = (field: string) => unknown;

export function fieldsOf(row: Row, mapping: Mapping): FieldReader {
  return (field) => {
    const column = mapping[field];
    return column === undefined || !Object.hasOwn(row.value, column) ? undefined : row.value[column];
  };
}

/**
 * The mapping of a format's fields to the columns of these rows, and the share of rows whose fields fit.
 * Of a field's known names the one that most rows have is taken, whatever its case.
 */
export function detectColumns(rows: readonly Row[], fields: Fields, fits: (read: FieldReader) => boolean): Detection {
  const counts = new Map<string, number>();
  for (const row of rows) for (const column of Object.keys(row.value)) counts.set(column, (counts.get(column) ?? 0) + 1);
  const mapping: Record<string, string> = {};
  for (const [field, aliases] of Object.entries(fields)) {
    const column = mostFrequent(aliases, counts, Object.values(mapping));
    if (column !== undefined) mapping[field] = column;
  }
  const telling = rows.map((row) => fieldsOf(row, mapping)).filter((read) => !isSilent(Object.keys(mapping).map(read)));
  const fitting = telling.filter(fits).length;
  return { confidence: telling.length === 0 ? 0 : fitting / telling.length, mapping };
}

/** A row that has the columns but only nulls in them speaks neither for nor against a shape. */
function isSilent(values: readonly unknown[]): boolean {
  const present = values.filter((value) => value !== undefined);
  return present.length > 0 && present.every((value) => value === null);
}

function mostFrequent(aliases: readonly string[], counts: ReadonlyMap<string, number>, taken: readonly string[]): string | undefined {
  let best: string | undefined;
  for (const alias of aliases) {
    for (const [column, count] of counts) {
      if (column.toLowerCase() !== alias.toLowerCase() || taken.includes(column)) continue;
      if (best === undefined || count > (counts.get(best) ?? 0)) best = column;
    }
  }
  return best;
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

export interface Finding {
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  readonly fix?: string;
}

/** A finding with the row's place. */
export function problemAt(row: { readonly file: string; readonly line: number }, finding: Finding): Problem {
  return { file: row.file, line: row.line, ...finding };
}

/** The task name of a row, where the recipe names a task field. */
export function taskOf(read: FieldReader): { task?: string } {
  const task = read('task');
  return task === undefined || task === null ? {} : { task: String(task) };
}
