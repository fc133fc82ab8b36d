/** Records → samples: token ids with the loss mask, cut to the sequence length where they are longer. */
import type { DataRecord, Message, Problem, Sample, Tokenizer } from './data.ts';
import type { ChatRecord } from './doctor/mendChat.ts';
import { type Finding, problemAt } from './formats/columns.ts';
import { maskChat } from './mask.ts';
import type { ChatTemplate } from './template/chatTemplate.ts';
import { TemplateError } from './template/compile.ts';

export interface SampleOutcome {
  /** None where the row is rejected; several where a document is cut into windows. */
  readonly samples: readonly Sample[];
  /** Tokens before any cutting; 0 where the row could not be tokenised. */
  readonly length: number;
  readonly problems: readonly Problem[];
}

export interface SamplerOptions {
  readonly tokenizer: Tokenizer;
  readonly template: ChatTemplate;
  /** Most tokens of a sample; null: as long as they are. */
  readonly sequenceLength: number | null;
}

interface Ids {
  readonly tokens: readonly number[];
  readonly trained: Uint8Array;
}

/** @param group identity of the record's content, kept with its samples. */
export function toSamples(record: DataRecord, group: string, options: SamplerOptions): SampleOutcome {
  switch (record.kind) {
    case 'chat':
      return chatSamples(record, group, options);
    case 'text':
      return textSamples(record, group, options);
    case 'completion':
      return completionSamples(record, group, options);
  }
}

function chatSamples(record: ChatRecord, group: string, options: SamplerOptions): SampleOutcome {
  const limit = options.sequenceLength ?? Number.POSITIVE_INFINITY;
  try {
    const findings: Finding[] = [];
    const whole = tokenizeChat(record, record.messages, options, findings);
    const length = whole.tokens.length;
    const kept = length <= limit ? whole : longestFitting(record, options, limit)?.ids;
    if (!kept) return { samples: [], length, problems: [problemAt(record, overLong(length, limit))] };
    if (kept !== whole) findings.push(cutTurns(length, limit));
    return finish(record, group, { kept: [kept], length, findings });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const message = `the chat template refuses this chat: ${error.message}`;
    return {
      samples: [],
      length: 0,
      problems: [problemAt(record, { severity: 'error', code: 'TEMPLATE_ERROR', message, fix: 'bring the turns into the order the template wants' })],
    };
  }
}

function tokenizeChat(record: ChatRecord, messages: readonly Message[], { template, tokenizer }: SamplerOptions, findings?: Finding[]): Ids {
  const rendered = template.render({ messages, ...(record.tools === undefined ? {} : { tools: record.tools }) });
  if (rendered.lost > 0) {
    findings?.push({
      severity: 'warning',
      code: 'TURNS_NOT_TRAINED',
      message: `the template rewrites ${rendered.lost} of the answers when the chat goes on; they are read but not trained`,
      fix: 'split the chat into one row per answer',
    });
  }
  return maskChat(tokenizer, rendered);
}

/** Whole trailing exchanges go until the rest fits; the system message stays. Length grows with the turns, so bisect. */
function longestFitting(record: ChatRecord, options: SamplerOptions, limit: number): { ids: Ids; messages: readonly Message[] } | undefined {
  const ends = record.messages.flatMap((message, index) => (message.role === 'assistant' ? [index + 1] : []));
  let best: { ids: Ids; messages: readonly Message[] } | undefined;
  let low = 0;
  let high = ends.length - 2;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const messages = record.messages.slice(0, ends[middle]);
    const ids = tokenizeChat(record, messages, options);
    if (ids.tokens.length <= limit) {
      best = { ids, messages };
      low = middle + 1;
    } else high = middle - 1;
  }
  return best;
}

/** The turns of a chat that is too long which would be trained on; undefined where not even the first exchange fits. */
export function fittingMessages(record: ChatRecord, options: SamplerOptions): readonly Message[] | undefined {
  return longestFitting(record, options, options.sequenceLength ?? Number.POSITIVE_INFINITY)?.messages;
}

/** Windows overlap by one token, so that every token but the first is predicted exactly once. */
function textSamples(record: Extract<DataRecord, { kind: 'text' }>, group: string, { tokenizer, sequenceLength }: SamplerOptions): SampleOutcome {
  if (record.text.trim() === '') return rejected(record, emptyFinding('EMPTY_TEXT', 'text'));
  const tokens = [...begin(tokenizer), ...tokenizer.encode(record.text, false), ...end(tokenizer)];
  const window = Math.max(2, sequenceLength ?? tokens.length);
  const kept: Ids[] = [];
  for (let start = 0; start === 0 || start + 1 < tokens.length; start += window - 1) {
    const part = tokens.slice(start, start + window);
    kept.push({ tokens: part, trained: new Uint8Array(part.length).fill(1) });
  }
  return finish(record, group, { kept, length: tokens.length, findings: [] });
}

function completionSamples(record: Extract<DataRecord, { kind: 'completion' }>, group: string, { tokenizer, sequenceLength }: SamplerOptions): SampleOutcome {
  if (record.completion.trim() === '') return rejected(record, emptyFinding('EMPTY_ANSWER', 'completion'));
  const limit = sequenceLength ?? Number.POSITIVE_INFINITY;
  const prompt = tokenizer.encode(record.prompt, false);
  const whole = tokenizer.encode(record.prompt + record.completion, false);
  // At inference the prompt is tokenised alone, so a token over the border must not be trained: there both parts go by themselves.
  const agrees = prompt.every((id, i) => whole[i] === id) && whole.length > prompt.length;
  const completion = agrees ? whole.slice(prompt.length) : tokenizer.encode(record.completion, false);
  const context = [...begin(tokenizer), ...prompt];
  const tokens = [...context, ...completion, ...end(tokenizer)];
  if (context.length + 1 > limit) return { ...rejected(record, overLong(tokens.length, limit)), length: tokens.length };
  const findings: Finding[] = tokens.length > limit ? [cutAnswer(tokens.length, limit)] : [];
  const part = tokens.slice(0, Math.min(tokens.length, limit));
  const trained = new Uint8Array(part.length).fill(1, context.length);
  return finish(record, group, { kept: [{ tokens: part, trained }], length: tokens.length, findings });
}

function finish(
  record: DataRecord,
  group: string,
  { kept, length, findings }: { kept: readonly Ids[]; length: number; findings: readonly Finding[] },
): SampleOutcome {
  const { file, line, task } = record;
  const samples = kept.map(({ tokens, trained }) => {
    // Nothing predicts a sample's first token.
    trained[0] = 0;
    return { tokens: Int32Array.from(tokens), trained, ...(task === undefined ? {} : { task }), file, line, group };
  });
  if (samples.some(({ trained }) => trained.includes(1))) return { samples, length, problems: findings.map((finding) => problemAt(record, finding)) };
  return { ...rejected(record, noTrainedToken), length };
}

function rejected(record: DataRecord, finding: Finding): SampleOutcome {
  return { samples: [], length: 0, problems: [problemAt(record, finding)] };
}

function begin({ addsBos, bosId }: Tokenizer): readonly number[] {
  return addsBos && bosId !== null ? [bosId] : [];
}

function end({ eosId }: Tokenizer): readonly number[] {
  return eosId === null ? [] : [eosId];
}

const noTrainedToken: Finding = {
  severity: 'error',
  code: 'NO_TRAINED_TOKEN',
  message: 'no token of this row is trained, so it would teach nothing',
  fix: 'check the roles and the chat template with "mixwright dataset preview"',
};

function emptyFinding(code: string, field: string): Finding {
  return { severity: 'error', code, message: `${field}: expected text, it is empty`, fix: 'fill it in or delete the row' };
}

function overLong(length: number, limit: number): Finding {
  const message = `${length} tokens, and even the first exchange is longer than the sequence length of ${limit}; the row is left out`;
  return { severity: 'error', code: 'OVER_LONG', message, fix: 'raise training.sequenceLength or shorten the row' };
}

function cutTurns(length: number, limit: number): Finding {
  const message = `${length} tokens are more than the sequence length of ${limit}; the last turns were dropped`;
  return { severity: 'warning', code: 'OVER_LONG', message, fix: 'raise training.sequenceLength to train on the whole chat' };
}

function cutAnswer(length: number, limit: number): Finding {
  const message = `${length} tokens are more than the sequence length of ${limit}; the end of the completion was cut off`;
  return { severity: 'warning', code: 'OVER_LONG', message, fix: 'raise training.sequenceLength to train on the whole completion' };
}
