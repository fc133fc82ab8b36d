/** Generation: prompts in, sampled tokens out, in batches of as many rows as the decoder has. */
import { MixwrightError } from '../shared/errors.ts';
import type { Sampling } from '../shared/jobs.ts';
import { type RandomStream, randomStream } from '../shared/random.ts';
import type { Decoder } from './decoder.ts';
import { sampleToken } from './sampling.ts';

export interface GenerationRun {
  readonly decoder: Decoder;
  /** Token ids, none empty. */
  readonly prompts: readonly (readonly number[])[];
  readonly sampling: Sampling;
  /** Ids that end an answer; they are not part of it. */
  readonly stopIds: readonly number[];
  /** Called for each token of an answer, so that it is shown and messages get their turn; may throw to stop. */
  onToken?(prompt: number, id: number): Promise<void>;
}

export interface Answer {
  readonly tokens: readonly number[];
  /** `length`: maxTokens or the decoder's length was reached. */
  readonly end: 'stop' | 'length';
}

/**
 * One answer per prompt. What a prompt gets depends on seed, its place in the list and its position only, not on which
 * rows it shares a batch with.
 * @throws MixwrightError BAD_USAGE for a prompt that is empty or too long · NOT_FINITE.
 */
export async function generate(run: GenerationRun): Promise<readonly Answer[]> {
  const { decoder, prompts } = run;
  for (const [i, prompt] of prompts.entries()) checkPrompt(prompt, i, decoder);
  const random = randomStream(run.sampling.seed, 'generate');
  const answers: Answer[] = [];
  for (let first = 0; first < prompts.length; first += decoder.rows) {
    answers.push(...(await generateBatch(run, first, random)));
  }
  return answers;
}

interface Row {
  readonly prompt: readonly number[];
  readonly tokens: number[];
  end: Answer['end'] | null;
}

async function generateBatch({ decoder, prompts, sampling, stopIds, onToken }: GenerationRun, first: number, random: RandomStream): Promise<readonly Answer[]> {
  const rows = prompts.slice(first, first + decoder.rows).map((prompt): Row => ({ prompt, tokens: [], end: sampling.maxTokens > 0 ? null : 'length' }));
  const stops = new Set(stopIds);
  let given = rows.map(({ prompt }) => prompt);
  while (rows.some(({ end }) => end === null)) {
    const logits = decoder.decode(
      given,
      rows.map(({ prompt, tokens }) => (tokens.length === 0 ? 0 : prompt.length + tokens.length - 1)),
    );
    const vocabulary = logits.length / decoder.rows;
    for (const [i, row] of rows.entries()) {
      if (row.end !== null) continue;
      const uniform = random.uniform(row.tokens.length, first + i);
      const id = sampleToken(logits.subarray(i * vocabulary, (i + 1) * vocabulary), sampling, uniform);
      if (stops.has(id)) {
        row.end = 'stop';
        continue;
      }
      row.tokens.push(id);
      await onToken?.(first + i, id);
      if (row.tokens.length === sampling.maxTokens || row.prompt.length + row.tokens.length >= decoder.length) row.end = 'length';
    }
    given = rows.map(({ tokens, end }) => (end === null ? tokens.slice(-1) : []));
  }
  return rows.map(({ tokens, end }) => ({ tokens, end: end ?? 'length' }));
}

function checkPrompt(prompt: readonly number[], index: number, { promptLength }: Decoder): void {
  if (prompt.length === 0) throw new MixwrightError('BAD_USAGE', `prompt ${index + 1}: expected at least one token, got an empty prompt`);
  if (prompt.length > promptLength) {
    throw new MixwrightError('BAD_USAGE', `prompt ${index + 1}: expected at most ${promptLength} tokens, got ${prompt.length}`, { hint: 'shorten the prompt' });
  }
}
