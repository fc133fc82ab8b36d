/** Rows that say the same, once spaces and Unicode forms are evened out; and rows of the evaluation that are trained on. */
import type { DataRecord, Problem } from '../data.ts';
import { type Finding, problemAt } from '../formats/columns.ts';
import { sha256Hex } from '../sha256.ts';
import { createPlaceTable, type Place, type PlaceTable } from './placeTable.ts';

/** Identity of a record's normalised content: 32 hex digits. */
export function recordKey(record: DataRecord): string {
  return sha256Hex(...contents(record).map((text) => text.normalize('NFC').replace(/\s+/g, ' ').trim())).slice(0, 32);
}

function contents(record: DataRecord): readonly string[] {
  switch (record.kind) {
    case 'chat':
      return record.messages.flatMap(({ role, content, tool_calls }) => [role, content, ...(tool_calls === undefined ? [] : [JSON.stringify(tool_calls)])]);
    case 'text':
      return ['text', record.text];
    case 'completion':
      return ['completion', record.prompt, record.completion];
  }
}

export interface DuplicateFinder {
  /** @returns a warning where an earlier row has this key. */
  check(record: DataRecord, key: string): readonly Problem[];
}

export interface Elsewhere {
  /** Rows of the other side of the split, by key. */
  readonly keys: Pick<PlaceTable, 'get'>;
  /** What those rows are for. */
  readonly role: 'training' | 'evaluation';
}

/** @param other the evaluation's rows when the rows to come are trained on, or the other way round: a row on both sides is told. */
export function createDuplicateFinder(other?: Elsewhere): DuplicateFinder & { readonly seen: Pick<PlaceTable, 'get'> } {
  const seen = createPlaceTable();
  return {
    seen,
    check(record, key) {
      const overlap = other?.keys.get(key);
      if (other && overlap) return [problemAt(record, overlapping(other.role, overlap))];
      const earlier = seen.get(key);
      if (!earlier) {
        seen.add(key, record);
        return [];
      }
      const message = `the same as line ${earlier.line}${earlier.file === record.file ? '' : ` of ${earlier.file}`}; it counts twice in training`;
      return [problemAt(record, { severity: 'warning', code: 'DUPLICATE', message, fix: 'delete the copy unless it is meant to weigh more' })];
    },
  };
}

function overlapping(role: Elsewhere['role'], { file, line }: Place): Finding {
  const place = `${file}, line ${line}`;
  const message =
    role === 'training'
      ? `this evaluation row is also trained on (${place}): its loss says nothing about new data`
      : `this row is also evaluated on (${place}): the evaluation's loss would say nothing about new data`;
  return { severity: 'warning', code: 'EVAL_OVERLAP', message, fix: 'remove it from one of the two files' };
}
