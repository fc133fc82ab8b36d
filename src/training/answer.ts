/** One answer over a memory that outlives it: what the prompt has in common with the memory is not read again. */
import type { Sampling } from '../shared/jobs.ts';
import { randomStream } from '../shared/random.ts';
import { sampleToken } from './sampling.ts';
import type { TokenMemory } from './tokenMemory.ts';

export interface AnswerRun {
  readonly memory: TokenMemory;
  /** Token ids, at least one, that fit. */
  readonly prompt: readonly number[];
  readonly sampling: Sampling;
  /** Ids that end the answer; they are not part of it. */
  readonly stopIds: readonly number[];
  /** Called before every run of the device, so that messages get their turn: false hushes; may throw to stop. */
  goOn(): Promise<boolean>;
  /** The prompt was read: the memory knows its routing. */
  promptRead(): void;
  /** A token of the answer, once the model has read it too: the memory's newest. */
  token(id: number): void;
}

export interface GivenAnswer {
  readonly tokens: readonly number[];
  /** `length`: maxTokens or the memory's capacity was reached. */
  readonly end: 'stop' | 'length' | 'hushed';
}

/** The same tokens as `generate` gives for a single prompt. @throws MixwrightError NOT_FINITE. */
export async function giveAnswer({ memory, prompt, sampling, stopIds, goOn, promptRead, token }: AnswerRun): Promise<GivenAnswer> {
  const random = randomStream(sampling.seed, 'generate');
  const tokens: number[] = [];
  // The last token is read in any case: its logits choose the first of the answer.
  let read = memory.keep(prompt.slice(0, -1));
  let logits: Float32Array = new Float32Array();
  while (read < prompt.length) {
    if (!(await goOn())) return { tokens, end: 'hushed' };
    const piece = prompt.slice(read, read + memory.atOnce);
    logits = memory.feed(piece);
    read += piece.length;
  }
  promptRead();
  while (tokens.length < sampling.maxTokens && memory.size() < memory.capacity) {
    if (!(await goOn())) return { tokens, end: 'hushed' };
    const id = sampleToken(logits, sampling, random.uniform(tokens.length, 0));
    if (stopIds.includes(id)) return { tokens, end: 'stop' };
    tokens.push(id);
    logits = memory.feed([id]);
    token(id);
  }
  return { tokens, end: 'length' };
}
