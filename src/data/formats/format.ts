/** What a dataset format is: a known shape of rows, told by its columns, and how such a row becomes a record. */
import type { ErrorCode } from '../../shared/errors.ts';
import type { DataRecord, Problem, Row } from '../data.ts';

/** Field of a format → column of the file. */
export type Mapping = Readonly<Record<string, string>>;

export interface Detection {
  /** Share of the rows looked at that have this shape, 0..1. */
  readonly confidence: number;
  readonly mapping: Mapping;
}

export interface RecordOutcome {
  /** Absent where the row is rejected; then a problem of severity error says why. */
  readonly record?: DataRecord;
  readonly problems: readonly Problem[];
}

export interface DatasetFormat {
  readonly id: string;
  readonly name: string;
  /** Each field with the column names known for it, the usual one first. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  detect(rows: readonly Row[]): Detection;
  toRecord(row: Row, mapping: Mapping): RecordOutcome;
  /** Set where rows of this shape are recognised but cannot be trained on. */
  readonly refusal?: { readonly code: ErrorCode; readonly message: string; readonly fix: string };
}
