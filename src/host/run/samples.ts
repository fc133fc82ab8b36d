/** A run's sample prompts: encoded before anything is compiled, answered greedily by the model as it is being trained. */
import type { DecodingPrograms, DecodingShape } from '../../compile/decoding.ts';
import type { Tokenizer } from '../../data/data.ts';
import type { Session } from '../../engine/executors/executor.ts';
import { MixwrightError } from '../../shared/errors.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type { SampleEvent } from '../../shared/run.ts';
import { createDecoder } from '../../training/decoder.ts';
import { generate } from '../../training/generate.ts';
import { readTemplate } from '../data/readTemplate.ts';
import type { HostControl } from '../job.ts';
import { encodePrompt } from '../model/encodePrompt.ts';
import type { OpenModel } from '../model/model.ts';

export interface SamplePrompts {
  readonly tokenizer: Tokenizer;
  readonly texts: readonly string[];
  /** Token ids of each. */
  readonly prompts: readonly (readonly number[])[];
  readonly maxTokens: number;
  readonly shape: DecodingShape;
}

/** Answered together: their cache is memory that training has not. */
const rowsAtOnce = 8;

/** @returns null where the recipe wants none. @throws MixwrightError BAD_RECIPE for a prompt that leaves no room for an answer. */
export async function encodeSamples({ samples, dataset }: Recipe, base: OpenModel): Promise<SamplePrompts | null> {
  if (!samples) return null;
  const tokenizer = await base.tokenizer();
  const template = await readTemplate(dataset.template);
  const prompts = samples.prompts.map((content) => encodePrompt(tokenizer, [{ role: 'user', content }], { template }));
  const promptLength = Math.max(...prompts.map(({ length }) => length));
  const { maxPositions } = base.config;
  if (promptLength >= maxPositions) {
    throw new MixwrightError(
      'BAD_RECIPE',
      `samples.prompts: one is ${promptLength} tokens long, and the model has ${maxPositions} positions for it and its answer`,
      {
        field: 'samples.prompts',
        hint: 'shorten it',
      },
    );
  }
  const length = Math.min(promptLength + samples.maxTokens, maxPositions);
  const shape = { rows: Math.min(rowsAtOnce, prompts.length), promptLength, length };
  return { tokenizer, texts: samples.prompts, prompts, maxTokens: samples.maxTokens, shape };
}

export type Sample = Omit<SampleEvent, 'type' | 'step'>;

export async function answerSamples(
  { tokenizer, texts, prompts, maxTokens }: SamplePrompts,
  { session, decoding, control }: { readonly session: Session; readonly decoding: DecodingPrograms; readonly control: HostControl },
): Promise<readonly Sample[]> {
  const answers = await generate({
    decoder: createDecoder(session, decoding),
    prompts,
    sampling: { maxTokens, temperature: 0, topK: 0, topP: 1, seed: 0 },
    stopIds: tokenizer.stopIds,
    onToken: control.breathe,
  });
  return answers.map(({ tokens, end }, i) => ({
    prompt: texts[i] as string,
    text: tokenizer.decode(tokens, { skipSpecial: true }),
    tokens: tokens.length,
    end,
  }));
}
