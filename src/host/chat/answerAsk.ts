/** Answers one question of an open chat, telling each token as it comes. */
import type { Tokenizer } from '../../data/data.ts';
import { MixwrightError } from '../../shared/errors.ts';
import type { AnswerEnd, AnswerToken, ChatAsk } from '../../shared/jobs.ts';
import { giveAnswer } from '../../training/answer.ts';
import { createTextStream } from '../../training/textStream.ts';
import { encodePrompt } from '../model/encodePrompt.ts';
import type { ChatModel } from './chatModel.ts';

export interface Answering {
  readonly model: ChatModel;
  readonly tokenizer: Tokenizer;
  readonly maxPositions: number;
  tell(event: AnswerToken): void;
  /** See `AnswerRun.goOn`. */
  goOn(): Promise<boolean>;
}

/** @throws MixwrightError BAD_USAGE for a conversation that the model cannot take · DOES_NOT_FIT · NOT_FINITE. */
export async function answerAsk(ask: ChatAsk, { model, tokenizer, maxPositions, tell, goOn }: Answering): Promise<AnswerEnd> {
  const prompt = promptOf(ask, tokenizer, maxPositions);
  const memory = await model.memoryFor(Math.min(prompt.length + Math.max(1, ask.sampling.maxTokens), maxPositions));
  const stream = createTextStream((ids) => tokenizer.decode(ids, { skipSpecial: true }));
  const told = (id: number, position: number, about: Pick<AnswerToken, 'text' | 'prompt'>): AnswerToken => ({
    type: 'answer-token',
    ask: ask.id,
    id,
    ...about,
    ...(ask.routing && { routing: memory.routing(position) }),
  });
  let begun = performance.now();
  const { tokens, end } = await giveAnswer({
    memory,
    prompt,
    sampling: ask.sampling,
    stopIds: tokenizer.stopIds,
    goOn,
    promptRead() {
      if (ask.routing) tellPrompt(prompt, tokenizer, (id, position, text) => tell(told(id, position, { text, prompt: true })));
      begun = performance.now();
    },
    token: (id) => tell(told(id, memory.size() - 1, { text: stream.push(id), prompt: false })),
  });
  const seconds = (performance.now() - begun) / 1000;
  return {
    type: 'answer-end',
    ask: ask.id,
    end,
    text: tokenizer.decode(tokens, { skipSpecial: true }),
    tokens: tokens.length,
    tokensPerSecond: tokens.length / Math.max(seconds, 1e-9),
    promptTokens: prompt.length,
  };
}

function promptOf(ask: ChatAsk, tokenizer: Tokenizer, maxPositions: number): readonly number[] {
  if (ask.messages.length === 0) throw new MixwrightError('BAD_USAGE', 'expected at least one message to answer, got none', { field: 'messages' });
  const prompt = encodePrompt(tokenizer, ask.messages, { raw: ask.raw ?? false });
  if (prompt.length > 0 && prompt.length < maxPositions) return prompt;
  throw prompt.length === 0
    ? new MixwrightError('BAD_USAGE', 'expected text to answer, got an empty prompt', { field: 'messages' })
    : new MixwrightError('BAD_USAGE', `the conversation is ${prompt.length} tokens long, and the model has ${maxPositions} positions for it and the answer`, {
        field: 'messages',
        hint: 'start a new conversation, or leave out earlier messages',
      });
}

/** Special tokens are shown: they were sent to experts like any other. */
function tellPrompt(prompt: readonly number[], tokenizer: Tokenizer, tell: (id: number, position: number, text: string) => void): void {
  const stream = createTextStream((ids) => tokenizer.decode(ids));
  for (const [position, id] of prompt.entries()) tell(id, position, stream.push(id));
}
