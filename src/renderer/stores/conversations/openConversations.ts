/** The conversations of this window: they go on while their screens are closed, and end when they are stopped, cleared, or the window goes. */
import type { SamplingSettings } from '../../../shared/api/chat.ts';
import { MixwrightError, toErrorObject } from '../../../shared/errors.ts';
import type { Connection } from '../connection.ts';
import {
  type Answer,
  type Exchange,
  isAnswering,
  type Lane,
  type LaneModel,
  messagesFor,
  newExchange,
  stopped,
  withItem,
  withLastAnswers,
} from './conversation.ts';

export interface Question {
  readonly prompt: string;
  /** Who answers, in this order: two at once would share the same cores and both be slow. */
  readonly models: readonly LaneModel[];
  readonly sampling: SamplingSettings;
  /** '': none. */
  readonly system: string;
  readonly routing: boolean;
  /** The prompt goes to the model as it is, without a chat template. */
  readonly raw: boolean;
}

export interface Conversation {
  /** Another list whenever anything in it has changed. */
  exchanges(): readonly Exchange[];
  /** @returns stops listening. */
  subscribe(listen: () => void): () => void;
  /** Whatever is still being answered is stopped. */
  ask(question: Question): void;
  /** In place of the last question. */
  askInstead(question: Question): void;
  /** What has come stays. @param lane whose answer; absent: everyone's. */
  stop(lane?: Lane): void;
  clear(): void;
  /** Puts back what was cleared. */
  restore(exchanges: readonly Exchange[]): void;
}

export interface Conversations {
  /** The same one for the same name. */
  named(name: string): Conversation;
}

/** @param storage keeps what has been answered over a reload. */
export function openConversations(connection: Connection, storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): Conversations {
  const open = new Map<string, Conversation>();
  return {
    named(name) {
      const conversation = open.get(name) ?? openConversation(connection, keptIn(storage, `mixwright.conversation.${name}`));
      open.set(name, conversation);
      return conversation;
    },
  };
}

function openConversation(connection: Connection, kept: Kept): Conversation {
  let exchanges = kept.read();
  const answering = new Map<Lane, AbortController>();
  const listeners = new Set<() => void>();

  const set = (next: readonly Exchange[]): void => {
    exchanges = next;
    if (!isAnswering(next)) kept.write(next);
    for (const listen of [...listeners]) listen();
  };
  const stop = (lane?: Lane): void => {
    for (const [id, controller] of answering) if (lane === undefined || id === lane) controller.abort();
    if (isAnswering(exchanges)) set(withLastAnswers(exchanges, lane, stopped));
  };
  const begin = (before: readonly Exchange[], question: Question): void => {
    set([...before, newExchange(question.prompt, question.models)]);
    answering.clear();
    for (const { lane } of question.models) answering.set(lane, new AbortController());
    void answerAll(question, new Map(answering));
  };
  const answerAll = async ({ models, sampling, system, routing, raw }: Question, stops: ReadonlyMap<Lane, AbortController>): Promise<void> => {
    for (const { lane, model } of models) {
      const signal = stops.get(lane)?.signal;
      if (!signal || signal.aborted) continue;
      // Every other change of the list aborts first: an answer that goes on is one to the last prompt.
      const update = (change: (answer: Answer) => Answer): void => {
        if (!signal.aborted) set(withLastAnswers(exchanges, lane, change));
      };
      try {
        const { client } = connection.state();
        if (!client)
          throw new MixwrightError('DISCONNECTED', 'the application is not connected right now', { hint: 'wait for the connection, then ask again' });
        const input = { model, messages: messagesFor(exchanges, { lane, system }), sampling, routing, raw };
        for await (const item of client.stream('chat.answer', input, { signal })) update((answer) => withItem(answer, item));
        update(stopped);
      } catch (error) {
        update((answer) => ({ ...answer, status: 'failed', error: toErrorObject(error) }));
      }
    }
  };

  return {
    exchanges: () => exchanges,
    subscribe(listen) {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    ask(question) {
      stop();
      begin(exchanges, question);
    },
    askInstead(question) {
      stop();
      begin(exchanges.slice(0, -1), question);
    },
    stop,
    clear() {
      stop();
      set([]);
    },
    restore(cleared) {
      stop();
      set(withLastAnswers(cleared, undefined, stopped));
    },
  };
}

interface Kept {
  read(): readonly Exchange[];
  write(exchanges: readonly Exchange[]): void;
}

function keptIn(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>, key: string): Kept {
  return {
    read() {
      try {
        return JSON.parse(storage.getItem(key) ?? '[]') as readonly Exchange[];
      } catch {
        return [];
      }
    },
    /** A conversation too long for the browser's store is not kept; it stays on screen all the same. */
    write(exchanges) {
      try {
        storage.setItem(key, JSON.stringify(exchanges));
      } catch {
        storage.removeItem(key);
      }
    },
  };
}
