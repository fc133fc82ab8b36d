/** Rows that say the same, once spaces and Unicode forms are evened out; and rows of the evaluation that are trained on. */
import type { DataRecord, Problem } from '../data.ts';
import { problemAt } from '../formats/columns.ts';
import { sha256Hex } from '../sha256.ts';

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

interface Place {
  readonly file: string;
  readonly line: number;
}

/** @param trained keys of the rows trained on, when the rows to come are for evaluation. */
export function createDuplicateFinder(trained?: ReadonlyMap<string, Place>): DuplicateFinder & { readonly seen: ReadonlyMap<string, Place> } {
  const seen = new Map<string, Place>();
  return {
    seen,
    check(record, key) {
      const overlap = trained?.get(key);
      if (overlap) {
        return [
          problemAt(record, {
            severity: 'warning',
            code: 'EVAL_OVERLAP',
            message: `this evaluation row is also trained on (${overlap.file}, line ${overlap.line}): its loss says nothing about new data`,
            fix: 'remove it from one of the two files',
          }),
        ];
      }
      const earlier = seen.get(key);
      if (!earlier) {
        seen.set(key, { file: record.file, line: record.line });
        return [];
      }
      const message = `the same as line ${earlier.line}${earlier.file === record.file ? '' : ` of ${earlier.file}`}; it counts twice in training`;
      return [problemAt(record, { severity: 'warning', code: 'DUPLICATE', message, fix: 'delete the copy unless it is meant to weigh more' })];
    },
  };
}
