/** Keeps a conversation and fetches its answers, one model after the other: two at once would share the same cores and both be slow. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { MixwrightError, toErrorObject } from '../../../shared/errors.ts';
import { useConnection } from '../../stores/ConnectionContext.tsx';
import { type Answer, type Exchange, hasSettled, type Lane, messagesFor, newAnswer, withAnswer, withItem } from './conversation.ts';
import type { PlaygroundSettings } from './settings.ts';

export interface Asked {
  /** Who answers, in this order. */
  readonly models: readonly { readonly lane: Lane; readonly model: string }[];
  readonly settings: PlaygroundSettings;
}

export interface Conversation {
  readonly exchanges: readonly Exchange[];
  readonly busy: boolean;
  ask(prompt: string, asked: Asked): void;
  /** Answers the last prompt again, which may have been edited. */
  again(prompt: string, asked: Asked): void;
  /** What has come stays. */
  stop(): void;
  clear(): void;
  /** Puts back what was cleared. */
  restore(exchanges: readonly Exchange[]): void;
}

const storageKey = 'mixwright.playground';

export function useConversation(): Conversation {
  const connection = useConnection();
  const [exchanges, setExchanges] = useState(kept);
  const [busy, setBusy] = useState(false);
  const current = useRef<AbortController | null>(null);

  useEffect(() => () => current.current?.abort(), []);
  useEffect(() => {
    if (!busy) keep(exchanges);
  }, [exchanges, busy]);

  const answerAll = useCallback(
    async (all: readonly Exchange[], { models, settings }: Asked): Promise<void> => {
      const stop = new AbortController();
      current.current?.abort();
      current.current = stop;
      const index = all.length - 1;
      const update = (lane: Lane, change: (answer: Answer | undefined) => Answer | undefined): void => {
        if (current.current === stop) setExchanges((before) => withAnswer(before, index, lane, change));
      };
      setBusy(true);
      for (const { lane, model } of models) update(lane, () => newAnswer(model, lane === models[0]?.lane ? 'Opening the model' : 'Waits for the other answer'));
      for (const { lane, model } of models) {
        if (stop.signal.aborted) break;
        try {
          const { client } = connection.state();
          if (!client)
            throw new MixwrightError('DISCONNECTED', 'the application is not connected right now', { hint: 'wait for the connection, then ask again' });
          const input = {
            model,
            messages: messagesFor(all, { lane, index, system: settings.system }),
            sampling: settings.sampling,
            routing: settings.experts,
            raw: settings.raw,
          };
          for await (const item of client.stream('chat.answer', input, { signal: stop.signal })) update(lane, (answer) => answer && withItem(answer, item));
        } catch (error) {
          if (!stop.signal.aborted) update(lane, (answer) => answer && { ...answer, status: 'failed', error: toErrorObject(error) });
        }
        update(lane, (answer) => (answer && !hasSettled(answer) ? { ...answer, status: 'stopped' } : answer));
      }
      for (const { lane } of models) update(lane, (answer) => (answer?.status === 'waiting' ? undefined : answer));
      if (current.current === stop) setBusy(false);
    },
    [connection],
  );

  const begin = (before: readonly Exchange[], prompt: string, asked: Asked): void => {
    const all = [...before, { prompt, answers: {} }];
    setExchanges(all);
    void answerAll(all, asked);
  };
  return {
    exchanges,
    busy,
    ask: (prompt, asked) => begin(exchanges, prompt, asked),
    again: (prompt, asked) => begin(exchanges.slice(0, -1), prompt, asked),
    stop: () => current.current?.abort(),
    clear() {
      current.current?.abort();
      current.current = null;
      setBusy(false);
      setExchanges([]);
    },
    restore: setExchanges,
  };
}

function kept(): readonly Exchange[] {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? '[]') as readonly Exchange[];
  } catch {
    return [];
  }
}

/** A conversation too long for the browser's store is not kept; it stays on screen all the same. */
function keep(exchanges: readonly Exchange[]): void {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(exchanges));
  } catch {
    sessionStorage.removeItem(storageKey);
  }
}
