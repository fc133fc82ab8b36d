/** Chosen rows of a dataset as they are shown: what stands in the file, what it is taken for, its tokens, its problems. */
import { MixwrightError } from '../shared/errors.ts';
import type { ByteSource, DataRecord, DatasetRow, Problem } from './data.ts';
import type { DetectedFormat, Wanted } from './detect.ts';
import { examineRecord, type Model } from './examine.ts';
import { convertRow, detectSource } from './importer.ts';
import { readRawRows } from './readers/index.ts';
import { parseRow } from './readers/parseRow.ts';
import { countsAsRow, type RawRow } from './readers/rawRow.ts';

export interface RowsInput {
  readonly sources: readonly ByteSource[];
  readonly wanted: Wanted;
  readonly model: Model | null;
  /** From 1 over all files, ascending. */
  readonly rows: readonly number[];
  /** Rows of each file, where they are known: files without a wanted row are then not opened, and none is read beyond the last wanted one. */
  readonly known: readonly number[] | null;
  readonly signal: AbortSignal;
}

/** UTF-16 units of a row's source, and of one message, that are shown. */
const SHOWN_SOURCE = 4000;
const SHOWN_CONTENT = 20_000;
/** Tokens shown on one page. */
const SHOWN_TOKENS = 100_000;

/** Rows before the wanted ones are passed over unparsed. @throws MixwrightError where a file cannot be read, STOPPED. */
export async function showRows(input: RowsInput): Promise<{ rows: DatasetRow[]; total: number }> {
  const wanted = new Set(input.rows);
  const last = input.rows.at(-1) ?? 0;
  const shown: DatasetRow[] = [];
  let total = 0;
  for (const [index, source] of input.sources.entries()) {
    const known = input.known?.[index];
    const first = total + 1;
    if (known !== undefined && !input.rows.some((row) => row >= first && row < first + known)) {
      total += known;
      continue;
    }
    const file = await openFile(source, input);
    for await (const raw of readRawRows(source, { signal: input.signal })) {
      if (!countsAsRow(raw)) continue;
      total++;
      if (wanted.has(total)) shown.push(showRow(raw, { ...file, number: total, tokens: Math.ceil(SHOWN_TOKENS / input.rows.length), model: input.model }));
      if (known !== undefined && total >= last) break;
    }
    if (known !== undefined) total = first - 1 + known;
  }
  return { rows: shown, total };
}

interface OpenFile {
  readonly detected: DetectedFormat | null;
  /** Why no row of the file can be understood. */
  readonly refusal: Omit<Problem, 'line' | 'file'> | null;
}

async function openFile(source: ByteSource, { wanted, signal }: RowsInput): Promise<OpenFile> {
  try {
    const detected = await detectSource(source, wanted, { signal });
    const refusal = detected?.format.refusal;
    return { detected, refusal: refusal ? { severity: 'error', ...refusal } : null };
  } catch (error) {
    // A shape that nobody knows is still to be seen, so that its columns can be named.
    if (!(error instanceof MixwrightError) || error.code !== 'BAD_DATASET') throw error;
    const { hint } = error.details;
    return { detected: null, refusal: { severity: 'error', code: error.code, message: error.message, ...(hint === undefined ? {} : { fix: hint }) } };
  }
}

interface Showing extends OpenFile {
  readonly number: number;
  readonly tokens: number;
  readonly model: Model | null;
}

function showRow(raw: RawRow, { detected, refusal, number, tokens, model }: Showing): DatasetRow {
  const parsed = 'text' in raw ? parseRow(raw) : raw;
  const { record, problems } = convertRow(parsed, detected);
  const place = 'text' in raw ? raw : (raw.problems[0] as Problem);
  const { file, line } = place;
  const base = { row: number, file, line, source: 'text' in raw ? shorten(raw.text, SHOWN_SOURCE) : '' };
  if (!record) return { ...base, messages: null, problems: refusal ? [...problems, { file, line, ...refusal }] : problems };
  return { ...base, ...showRecord(record, { problems, tokens, model }) };
}

function showRecord(
  record: DataRecord,
  { problems, tokens, model }: Pick<Showing, 'tokens' | 'model'> & { readonly problems: readonly Problem[] },
): Pick<DatasetRow, 'messages' | 'problems' | 'tokens' | 'length' | 'cut'> {
  const limit = model?.sequenceLength ?? Number.POSITIVE_INFINITY;
  const whole = examineRecord(record, model && { ...model, sequenceLength: null });
  // Documents are cut into windows, and nothing of them is lost.
  const limited = whole.length > limit && record.kind !== 'text' ? examineRecord(record, model) : whole;
  const all = [...problems, ...limited.problems];
  const messages = partsOf(whole.mended?.record ?? record);
  const sample = whole.samples[0];
  if (!model || !sample) return { messages, problems: all };
  const shown = Array.from(sample.tokens.subarray(0, tokens), (id, at) => ({ id, text: model.tokenizer.tokenText(id), trained: sample.trained[at] === 1 }));
  return { messages, problems: all, tokens: shown, length: whole.length, cut: limited === whole ? null : (limited.samples[0]?.tokens.length ?? 0) };
}

function partsOf(record: DataRecord): DatasetRow['messages'] {
  switch (record.kind) {
    case 'chat':
      return record.messages.map(({ role, content, tool_calls }) => ({
        role,
        content: shorten(tool_calls === undefined ? content : [content, JSON.stringify(tool_calls)].filter(Boolean).join('\n'), SHOWN_CONTENT),
      }));
    case 'text':
      return [{ role: 'text', content: shorten(record.text, SHOWN_CONTENT) }];
    case 'completion':
      return [
        { role: 'prompt', content: shorten(record.prompt, SHOWN_CONTENT) },
        { role: 'completion', content: shorten(record.completion, SHOWN_CONTENT) },
      ];
  }
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
