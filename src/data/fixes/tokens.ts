/** Fixes of what only a model's tokenizer and chat template can tell. Without a model they change nothing. */
import type { DataRecord } from '../data.ts';
import { type Examined, examineRecord, type Model } from '../examine.ts';
import { fittingMessages } from '../sample.ts';
import { isTrained } from '../template/trainedSpans.ts';

function has({ problems }: Examined, code: string): boolean {
  return problems.some((problem) => problem.code === code);
}

/** A chat whose template rewrites earlier answers becomes one row per answer, each trained where the template still shows it. */
export function splitAnswers(record: DataRecord, model: Model | null): readonly DataRecord[] {
  if (!model || record.kind !== 'chat' || !has(examineRecord(record, model), 'TURNS_NOT_TRAINED')) return [record];
  const answers = record.messages.flatMap((message, index) => (isTrained(message) ? [index] : []));
  return answers.map((answer) => ({
    ...record,
    messages: record.messages.slice(0, answer + 1).map((message, index) => (index < answer && isTrained(message) ? { ...message, trained: false } : message)),
  }));
}

/** Whole exchanges go from the end of a chat until the rest fits; what cannot be made to fit so goes altogether. */
export function trimOverLong(record: DataRecord, model: Model | null): readonly DataRecord[] {
  const examined = model && examineRecord(record, model);
  if (!examined || !has(examined, 'OVER_LONG')) return [record];
  const mended = examined.mended?.record;
  const messages = mended?.kind === 'chat' ? fittingMessages(mended, model) : undefined;
  return mended?.kind === 'chat' && messages ? [{ ...mended, messages }] : [];
}

export function dropOverLong(record: DataRecord, model: Model | null): readonly DataRecord[] {
  return model && has(examineRecord(record, model), 'OVER_LONG') ? [] : [record];
}
