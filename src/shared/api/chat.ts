/** The playground: answers streamed token by token, with the experts each token went to. */
import { z } from 'zod';
import type { TokenRouting } from '../jobs.ts';
import { call, stream } from '../rpc/contract.ts';
import { made, modelText, nothing } from './plain.ts';

export interface ChatToken {
  readonly id: number;
  readonly text: string;
  /** Of the prompt, not of the answer. */
  readonly prompt: boolean;
  readonly routing?: readonly TokenRouting[];
}

export type ChatItem =
  /** What it waits for before the first token: "loading SmolLM2-135M". */
  | { readonly type: 'phase'; readonly phase: string }
  | { readonly type: 'tokens'; readonly tokens: readonly ChatToken[] }
  | { readonly type: 'end'; readonly end: 'stop' | 'length'; readonly tokens: number; readonly promptTokens: number; readonly tokensPerSecond: number };

export const sampling = z.object({
  maxTokens: z.number().int().min(1).max(32_768),
  temperature: z.number().min(0).max(10),
  topK: z.number().int().min(0),
  topP: z.number().min(0).max(1),
  seed: z.number().int().min(0),
});

export const message = z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string().max(1_000_000) });

export const chatApi = {
  /** The model stays loaded for the next answer. Leaving the stream stops the answer. */
  'chat.answer': stream(
    z.object({
      model: modelText,
      messages: z.array(message).min(1).max(500),
      sampling,
      routing: z.boolean(),
      raw: z.boolean().default(false),
      device: z.string().default('auto'),
    }),
    made<ChatItem>(),
  ),
  /** Gives back the memory of all loaded models. */
  'chat.release': call(nothing, nothing),
};

export type ChatMessage = z.infer<typeof message>;
export type SamplingSettings = z.infer<typeof sampling>;
export type { TokenRouting } from '../jobs.ts';
