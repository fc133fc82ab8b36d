/** Reads rows out of a dataset file. Which reader fits is told by the file's content; a row that cannot be read becomes a Problem. */
import type { ByteSource, Problem } from '../data.ts';
import { jsonKind } from './fileKind.ts';
import { createElementSplitter, type Element } from './jsonElements.ts';
import { readJsonl } from './jsonl.ts';
import { type ParseOptions, parseRow, type RowOutcome } from './parseRow.ts';
import type { RawRow } from './rawRow.ts';
import { type ReadControl, textChunks } from './textStream.ts';

/** Characters looked at to tell JSON lines from one JSON value. */
const HEAD_CHARACTERS = 2 ** 20;

/**
 * Rows of a source in file order, each read once; memory is bounded by the longest row.
 * @throws MixwrightError NOT_AVAILABLE or BAD_DATASET when the file as a whole cannot be read, STOPPED on the signal.
 */
export async function* readRows(source: ByteSource, control: ReadControl & ParseOptions = {}): AsyncGenerator<RowOutcome> {
  for await (const raw of readRawRows(source, control)) yield 'text' in raw ? parseRow(raw, control) : raw;
}

/** The same before parsing: passing a row over costs next to nothing. */
export async function* readRawRows(source: ByteSource, control: ReadControl = {}): AsyncGenerator<RawRow> {
  const chunks = textChunks(source, control);
  const seen: string[] = [];
  let length = 0;
  while (length < HEAD_CHARACTERS) {
    const { done, value } = await chunks.next();
    if (done) break;
    seen.push(value);
    length += value.length;
  }
  const kind = jsonKind(seen.join(''), source.name);
  const text = replay(seen, chunks);
  yield* kind === 'jsonl' ? readJsonl(text, source.name) : readElements(text, source.name);
}

async function* readElements(chunks: AsyncIterable<string>, file: string): AsyncGenerator<RawRow> {
  const splitter = createElementSplitter();
  let count = 0;
  const outcome = (element: Element): RawRow => {
    if (element.kind !== 'second-array') count++;
    return element.kind === 'row' ? { file, line: count, text: element.text.trim() } : { problems: [structureProblem(element, file, count)] };
  };
  for await (const chunk of chunks) for (const element of splitter.push(chunk)) yield outcome(element);
  for (const element of splitter.end()) yield outcome(element);
}

function structureProblem(element: Exclude<Element, { kind: 'row' }>, file: string, line: number): Problem {
  switch (element.kind) {
    case 'too-long':
      return { file, line, severity: 'error', code: 'ROW_TOO_LONG', message: 'the row is longer than 64 MiB', fix: 'split it into several documents' };
    case 'unfinished':
      return {
        file,
        line,
        severity: 'error',
        code: 'UNFINISHED_JSON',
        message: 'the file ends inside this row: a bracket or quote is never closed, or the file is cut off',
        fix: 'check that the download is complete; JSON lines lose only the damaged row, a JSON array everything behind it',
      };
    case 'stray':
      return {
        file,
        line,
        severity: 'error',
        code: 'BAD_JSON',
        message: 'text stands outside of the rows: after the end of the array, or between objects',
        fix: 'delete it; JSON lines want one whole object per line, a JSON array ends with its last bracket',
      };
    case 'second-array':
      return {
        file,
        line: 0,
        severity: 'warning',
        code: 'SEVERAL_TABLES',
        message: `rows stand under more than one key; those under "${element.key}" are read as well`,
        fix: 'keep train and test rows in files of their own',
      };
  }
}

async function* replay(seen: readonly string[], rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield* seen;
  yield* rest;
}
