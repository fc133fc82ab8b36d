/** A conversation with one or two models: each prompt is answered by every lane. Plain values; useConversation.ts keeps them. */
import type { ChatItem, ChatMessage, ChatToken } from '../../../shared/api/chat.ts';
import type { ErrorObject } from '../../../shared/errors.ts';

/** A model's place on screen. */
export type Lane = 'first' | 'second';

export interface Answer {
  /** Which model gave it, as it was chosen then. */
  readonly model: string;
  readonly status: 'waiting' | 'streaming' | 'done' | 'stopped' | 'failed';
  /** What it waits for before the first token. */
  readonly phase: string;
  /** The prompt's, as the model sees them; only with routing. */
  readonly promptTokens: readonly ChatToken[];
  readonly tokens: readonly ChatToken[];
  readonly end: Extract<ChatItem, { readonly type: 'end' }> | null;
  readonly error: ErrorObject | null;
}

export interface Exchange {
  readonly prompt: string;
  readonly answers: Readonly<Partial<Record<Lane, Answer>>>;
}

export function newAnswer(model: string, phase: string): Answer {
  return { model, status: 'waiting', phase, promptTokens: [], tokens: [], end: null, error: null };
}

export function withItem(answer: Answer, item: ChatItem): Answer {
  switch (item.type) {
    case 'phase':
      return { ...answer, phase: item.phase };
    case 'tokens':
      return {
        ...answer,
        status: 'streaming',
        promptTokens: [...answer.promptTokens, ...item.tokens.filter(({ prompt }) => prompt)],
        tokens: [...answer.tokens, ...item.tokens.filter(({ prompt }) => !prompt)],
      };
    case 'end':
      return { ...answer, status: 'done', end: item };
  }
}

export function answerText(answer: Answer): string {
  return answer.tokens.map(({ text }) => text).join('');
}

/** An answer that will not change any more. */
export function hasSettled({ status }: Answer): boolean {
  return status !== 'waiting' && status !== 'streaming';
}

export function withAnswer(
  exchanges: readonly Exchange[],
  index: number,
  lane: Lane,
  change: (answer: Answer | undefined) => Answer | undefined,
): readonly Exchange[] {
  return exchanges.map((exchange, i) => {
    if (i !== index) return exchange;
    const { [lane]: before, ...others } = exchange.answers;
    const after = change(before);
    return { ...exchange, answers: after ? { ...others, [lane]: after } : others };
  });
}

/** What a lane's model is shown for the exchange at `index`; prompts that it has no answer to are left out with it. */
export function messagesFor(
  exchanges: readonly Exchange[],
  { lane, index, system }: { readonly lane: Lane; readonly index: number; readonly system: string },
): ChatMessage[] {
  const before = exchanges.slice(0, index).flatMap(({ prompt, answers }): ChatMessage[] => {
    const answer = answers[lane];
    return answer && answer.tokens.length > 0
      ? [
          { role: 'user', content: prompt },
          { role: 'assistant', content: answerText(answer) },
        ]
      : [];
  });
  const asked = exchanges[index];
  return [
    ...(system.trim() === '' ? [] : [{ role: 'system', content: system } as const]),
    ...before,
    ...(asked ? [{ role: 'user', content: asked.prompt } as const] : []),
  ];
}
