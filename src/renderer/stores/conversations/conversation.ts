/** A conversation with one or several models: each prompt is answered by every lane. Plain values; openConversations.ts keeps them. */
import type { ChatItem, ChatMessage, ChatToken } from '../../../shared/api/chat.ts';
import type { ErrorObject } from '../../../shared/errors.ts';

/** Whose answers belong together: a side of the screen, or a run's id. */
export type Lane = string;

export interface LaneModel {
  readonly lane: Lane;
  readonly model: string;
}

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
  /** Another one each time something is asked, also when it is the same again. */
  readonly id: number;
  readonly prompt: string;
  readonly answers: Readonly<Record<Lane, Answer>>;
}

export interface Asked {
  readonly id: number;
  readonly prompt: string;
  /** Who answers, in this order. */
  readonly models: readonly LaneModel[];
  /** What the first of them waits for. */
  readonly waitsFor: string;
}

export function newExchange({ id, prompt, models, waitsFor }: Asked): Exchange {
  const others = models.length > 2 ? 'Waits for the other answers' : 'Waits for the other answer';
  const answers = models.map(({ lane, model }, i) => [lane, newAnswer(model, i === 0 ? waitsFor : others)] as const);
  return { id, prompt, answers: Object.fromEntries(answers) };
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

/** What has come stays. */
export function stopped(answer: Answer): Answer {
  return hasSettled(answer) ? answer : { ...answer, status: 'stopped' };
}

export function isAnswering(exchanges: readonly Exchange[]): boolean {
  return Object.values(exchanges.at(-1)?.answers ?? {}).some((answer) => !hasSettled(answer));
}

/** Changes answers to the last prompt. @param lane whose; undefined: everyone's. */
export function withLastAnswers(exchanges: readonly Exchange[], lane: Lane | undefined, change: (answer: Answer) => Answer): readonly Exchange[] {
  const last = exchanges.at(-1);
  if (!last) return exchanges;
  const answers = Object.entries(last.answers).map(([id, answer]) => [id, lane === undefined || id === lane ? change(answer) : answer] as const);
  return [...exchanges.slice(0, -1), { ...last, answers: Object.fromEntries(answers) }];
}

/** What a lane's model is shown for the last prompt; earlier ones that it has no answer to are left out. */
export function messagesFor(exchanges: readonly Exchange[], { lane, system }: { readonly lane: Lane; readonly system: string }): ChatMessage[] {
  const before = exchanges.slice(0, -1).flatMap(({ prompt, answers }): readonly ChatMessage[] => {
    const answer = answers[lane];
    return answer && answer.tokens.length > 0
      ? [
          { role: 'user', content: prompt },
          { role: 'assistant', content: answerText(answer) },
        ]
      : [];
  });
  const asked = exchanges.at(-1);
  return [
    ...(system.trim() === '' ? [] : [{ role: 'system', content: system } as const]),
    ...before,
    ...(asked ? [{ role: 'user', content: asked.prompt } as const] : []),
  ];
}
