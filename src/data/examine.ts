/** One record through the doctor and, where there is a model, the sampler: what becomes of it in training, and what is wrong with it. */
import type { DataRecord, Problem, Sample, Tokenizer } from './data.ts';
import { recordKey } from './doctor/duplicates.ts';
import { mendChat } from './doctor/mendChat.ts';
import { checkTexts } from './doctor/textDefects.ts';
import { toSamples } from './sample.ts';
import type { ChatTemplate } from './template/chatTemplate.ts';

/** How texts become tokens. */
export interface Model {
  readonly tokenizer: Tokenizer;
  readonly template: ChatTemplate;
  /** Null: nothing is cut. */
  readonly sequenceLength: number | null;
}

export interface Examined {
  /** As it is trained on, with its identity among all rows; null where it is rejected before tokenising. */
  readonly mended: { readonly record: DataRecord; readonly key: string } | null;
  /** Whether it can be trained on. */
  readonly accepted: boolean;
  /** None without a model. */
  readonly samples: readonly Sample[];
  /** Tokens before any cutting; 0 without a model. */
  readonly length: number;
  readonly problems: readonly Problem[];
}

export function examineRecord(given: DataRecord, model: Model | null): Examined {
  const checked = checkTexts(given, model ? (text) => model.tokenizer.findSpecial(text) : undefined);
  const { record, problems: found } = mendRecord(checked.record, model?.template.supportsSystem ?? true);
  const problems = [...checked.problems, ...found];
  if (!record) return { mended: null, accepted: false, samples: [], length: 0, problems };
  const mended = { record, key: recordKey(record) };
  if (!model) return { mended, accepted: true, samples: [], length: 0, problems };
  const { samples, length, problems: sampling } = toSamples(record, mended.key, model);
  return { mended, accepted: samples.length > 0, samples, length, problems: [...problems, ...sampling] };
}

/** Without a tokenizer the doctor still rejects what no tokenizer could mend. */
function mendRecord(record: DataRecord, supportsSystem: boolean): { record?: DataRecord; problems: readonly Problem[] } {
  if (record.kind === 'chat') return mendChat(record, supportsSystem);
  const [code, field, text] = record.kind === 'text' ? ['EMPTY_TEXT', 'text', record.text] : ['EMPTY_ANSWER', 'completion', record.completion];
  if (text.trim() !== '') return { record, problems: [] };
  const { file, line } = record;
  return { problems: [{ file, line, severity: 'error', code, message: `${field}: expected text, it is empty`, fix: 'fill it in or delete the row' }] };
}
