/** A record → the row that reads back as the same record: messages, text, or prompt and completion, with the row's other plain columns. */
import type { DataRecord, Row } from './data.ts';
import type { Mapping } from './formats/format.ts';
import { datasetFormats } from './formats/index.ts';

/** Columns that would change what a row is taken for. */
const telling: ReadonlySet<string> = new Set(
  datasetFormats.flatMap(({ fields }) =>
    Object.values(fields)
      .flat()
      .map((name) => name.toLowerCase()),
  ),
);

export interface RowOrigin {
  readonly row: Row;
  readonly mapping: Mapping;
}

/** @param asText write other columns as text, so that each has one type. */
export function canonicalRow(record: DataRecord, { row, mapping }: RowOrigin, asText: boolean): Readonly<Record<string, unknown>> {
  const task = record.task === undefined || mapping.task === undefined ? {} : { [mapping.task]: record.task };
  return { ...otherColumns(row, mapping, asText), ...task, ...contentOf(record) };
}

function contentOf(record: DataRecord): Readonly<Record<string, unknown>> {
  switch (record.kind) {
    case 'chat':
      return { messages: record.messages, ...(record.tools === undefined ? {} : { tools: record.tools }) };
    case 'text':
      return { text: record.text };
    case 'completion':
      return { prompt: record.prompt, completion: record.completion };
  }
}

/** What a row says beside its content (an id, a source, a score) is kept where it is plain and cannot be mistaken for content. */
function otherColumns({ value }: Row, mapping: Mapping, asText: boolean): Readonly<Record<string, unknown>> {
  const used = new Set(Object.values(mapping));
  const plain = Object.entries(value).filter(
    ([column, cell]) => !used.has(column) && !telling.has(column.toLowerCase()) && ['string', 'number', 'boolean'].includes(typeof cell),
  );
  return Object.fromEntries(asText ? plain.map(([column, cell]) => [column, String(cell)]) : plain);
}
