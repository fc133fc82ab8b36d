/** A dataset file → records, one by one: read, detect the format from the first rows, convert every row by it. */
import type { ByteSource, DataRecord, Problem, Row } from './data.ts';
import { DETECTION_ROWS, type DetectedFormat, detectFormat, type Wanted } from './detect.ts';
import type { DatasetFormat } from './formats/format.ts';
import { readRows } from './readers/index.ts';
import type { ParseOptions, RowOutcome } from './readers/parseRow.ts';
import type { ReadControl } from './readers/textStream.ts';

/** What became of one row. */
export interface ImportedRow {
  /** Absent where the row could not even be read. */
  readonly row?: Row;
  /** Absent where the row is rejected. */
  readonly record?: DataRecord;
  readonly problems: readonly Problem[];
}

/** Whether it stands for a row of the file, readable or not, and not just for a remark about the file. */
export function isRow({ row, problems }: ImportedRow): boolean {
  return row !== undefined || problems.some(({ severity }) => severity === 'error');
}

export interface OpenedSource {
  /** Null where no row could be read at all. */
  readonly detected: DetectedFormat | null;
  readonly rows: AsyncGenerator<ImportedRow>;
}

/** Looked at when the first rows tell nothing: a column may be null for long before it holds something. */
const PATIENT_ROWS = 5000;

/** @throws MixwrightError where the file as a whole cannot be read or no format fits. */
export async function openSource(source: ByteSource, wanted: Wanted, control: ReadControl & ParseOptions): Promise<OpenedSource> {
  const outcomes = readRows(source, control);
  const head: RowOutcome[] = [];
  const sound: Row[] = [];
  const readUpTo = async (count: number): Promise<boolean> => {
    while (sound.length < count) {
      const { done, value } = await outcomes.next();
      if (done) return false;
      head.push(value);
      if (value.row) sound.push(value.row);
    }
    return true;
  };
  let detected: DetectedFormat | null = null;
  const more = await readUpTo(DETECTION_ROWS);
  try {
    if (sound.length > 0) detected = detectFormat(sound, wanted, source.name);
  } catch (error) {
    if (!more) throw error;
    await readUpTo(PATIENT_ROWS);
    detected = detectFormat(sound, wanted, source.name);
  }
  return { detected, rows: convert(head, outcomes, detected) };
}

/** Looks at the first rows and lets go of the file. @throws as openSource. */
export async function detectSource(source: ByteSource, wanted: Wanted, { signal, ...reading }: ReadControl & ParseOptions): Promise<DetectedFormat | null> {
  // A generator that never began cannot close what it would read from; the signal can.
  const looking = new AbortController();
  const stop = (): void => looking.abort(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return (await openSource(source, wanted, { ...reading, signal: looking.signal })).detected;
  } finally {
    signal?.removeEventListener('abort', stop);
    looking.abort();
  }
}

async function* convert(head: readonly RowOutcome[], rest: AsyncGenerator<RowOutcome>, detected: DetectedFormat | null): AsyncGenerator<ImportedRow> {
  for (const outcome of head) yield convertRow(outcome, detected);
  for await (const outcome of rest) yield convertRow(outcome, detected);
}

/** A row by its file's format. @param detected null: nothing can be made of it. */
export function convertRow({ row, problems }: RowOutcome, detected: DetectedFormat | null): ImportedRow {
  if (!row || !detected) return { ...(row ? { row } : {}), problems };
  const result = toRecord(detected.format, row, detected.mapping);
  return { row, ...(result.record ? { record: result.record } : {}), problems: [...problems, ...result.problems] };
}

function toRecord(format: DatasetFormat, row: Row, mapping: DetectedFormat['mapping']): ReturnType<DatasetFormat['toRecord']> {
  return format.refusal ? { problems: [] } : format.toRecord(row, mapping);
}
