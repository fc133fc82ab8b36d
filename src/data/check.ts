/** `dataset check` and `dataset preview`: what a dataset is, what is wrong with it, and what the model will see of it. */
import { MixwrightError } from '../shared/errors.ts';
import type { JobControl } from '../shared/progress.ts';
import type { ByteSource, Tokenizer } from './data.ts';
import type { Wanted } from './detect.ts';
import { createDuplicateFinder } from './doctor/duplicates.ts';
import { mendChat } from './doctor/mendChat.ts';
import { type ImportedRow, isRow, openSource } from './importer.ts';
import { toSamples } from './sample.ts';
import { type Survey, surveySources } from './survey.ts';
import { chatTemplate } from './template/chatTemplate.ts';

export interface CheckInput {
  readonly sources: readonly ByteSource[];
  /** Files evaluated on: rows that stand there too are told. */
  readonly evaluation?: readonly ByteSource[];
  readonly wanted: Wanted;
  /** Null: no tokens are counted. */
  readonly tokenizer: Tokenizer | null;
  /** As in the recipe, with a template's text; null: the tokenizer's own. */
  readonly template: string | null;
  /** Null: nothing is cut. */
  readonly sequenceLength: number | null;
  readonly control: JobControl;
}

/**
 * `report` is the object that `dataset check --json` prints; `refusalOf(report)` says whether nothing can be trained on.
 * @throws MixwrightError where a file as a whole cannot be read.
 */
export async function checkDataset({ sources, evaluation = [], wanted, tokenizer, template, sequenceLength, control }: CheckInput): Promise<Survey> {
  const model = tokenizer && { tokenizer, template: chatTemplate(tokenizer, template), sequenceLength };
  const held = createDuplicateFinder();
  if (evaluation.length > 0) await surveySources({ sources: evaluation, wanted, model, duplicates: held, control, phase: 'reading the evaluation data' });
  const duplicates = createDuplicateFinder({ keys: held.seen, role: 'evaluation' });
  return surveySources({ sources, wanted, model, duplicates, control });
}

export interface PreviewInput {
  readonly source: ByteSource;
  readonly wanted: Wanted;
  readonly tokenizer: Tokenizer;
  readonly template: string | null;
  /** From 1, counting rows (blank lines are none). */
  readonly row: number;
  readonly signal?: AbortSignal;
}

export interface PreviewToken {
  readonly id: number;
  readonly text: string;
  readonly trained: boolean;
}

/**
 * One row as the model sees it, uncut.
 * @throws MixwrightError NOT_FOUND beyond the last row, BAD_DATASET where the row is rejected, with its problem.
 */
export async function previewRow(input: PreviewInput): Promise<{ row: number; tokens: PreviewToken[] }> {
  const { tokenizer, row } = input;
  const imported = await findRow(input);
  const template = chatTemplate(tokenizer, input.template);
  const { record } = imported;
  const mended = record?.kind === 'chat' ? mendChat(record, template.supportsSystem) : { record, problems: [] };
  const outcome = mended.record && toSamples(mended.record, '', { tokenizer, template, sequenceLength: null });
  const sample = outcome?.samples[0];
  if (!sample) {
    const problem = [...imported.problems, ...mended.problems, ...(outcome?.problems ?? [])].find(({ severity }) => severity === 'error');
    throw new MixwrightError('BAD_DATASET', `row ${row} of ${input.source.name} cannot be shown: ${problem?.message ?? 'its format cannot be trained on'}`, {
      file: input.source.name,
      ...(problem ? { line: problem.line } : {}),
      ...(problem?.fix === undefined ? {} : { hint: problem.fix }),
    });
  }
  const tokens = Array.from(sample.tokens, (id, i) => ({ id, text: tokenizer.tokenText(id), trained: sample.trained[i] === 1 }));
  return { row, tokens };
}

async function findRow({ source, wanted, row, signal }: PreviewInput): Promise<ImportedRow> {
  const { rows } = await openSource(source, wanted, signal ? { signal } : {});
  let count = 0;
  for await (const imported of rows) if (isRow(imported) && ++count === row) return imported;
  throw new MixwrightError('NOT_FOUND', `expected a row ${row}, ${source.name} has ${count}`, { file: source.name, hint: `choose --row from 1 to ${count}` });
}
