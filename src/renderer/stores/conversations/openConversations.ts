/** The conversations of this window: they go on while their screens are closed, and end when they are stopped, cleared, or the window goes. */
import type { SamplingSettings } from '../../../shared/api/chat.ts';
import { toErrorObject } from '../../../shared/errors.ts';
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
  /** Stores it as it would stand if the window went now: what has come of an answer, stopped. */
  keep(): void;
}

export interface Conversations {
  /** The same one for the same name. */
  named(name: string): Conversation;
  /** All that are open. */
  keep(): void;
}

/** @param storage keeps what has been asked and answered over a reload. */
export function openConversations(connection: Connection, storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): Conversations {
  const open = new Map<string, Conversation>();
  const othersAnswer = (than: string): boolean => [...open].some(([name, { exchanges }]) => name !== than && isAnswering(exchanges()));
  // Of all conversations: two at once would share the same cores, and may need more models than stay loaded.
  let lastAnswered = Promise.resolve();
  const inTurn = (answer: () => Promise<void>): void => {
    lastAnswered = lastAnswered.then(answer);
  };
  return {
    named(name) {
      const found = open.get(name);
      if (found) return found;
      const kept = keptIn(storage, `mixwright.conversation.${name}`);
      const conversation = openConversation({ connection, kept, inTurn, othersAnswer: () => othersAnswer(name) });
      open.set(name, conversation);
      return conversation;
    },
    keep() {
      for (const conversation of open.values()) conversation.keep();
    },
  };
}

interface Surroundings {
  readonly connection: Connection;
  readonly kept: Kept;
  /** Begins it when all that came before, in any conversation, has ended. It never rejects. */
  inTurn(answer: () => Promise<void>): void;
  othersAnswer(): boolean;
}

const opening = 'Opening the model';

function openConversation({ connection, kept, inTurn, othersAnswer }: Surroundings): Conversation {
  let exchanges = kept.read();
  let lastId = Math.max(0, ...exchanges.map(({ id }) => id));
  const answering = new Map<Lane, AbortController>();
  const listeners = new Set<() => void>();

  const show = (next: readonly Exchange[]): void => {
    exchanges = next;
    for (const listen of [...listeners]) listen();
  };
  const keep = (): void => kept.write(withLastAnswers(exchanges, undefined, stopped));
  const set = (next: readonly Exchange[]): void => {
    show(next);
    keep();
  };
  const stop = (lane?: Lane): void => {
    for (const [id, controller] of answering) if (lane === undefined || id === lane) controller.abort();
    if (isAnswering(exchanges)) set(withLastAnswers(exchanges, lane, stopped));
  };
  const begin = (before: readonly Exchange[], question: Question): void => {
    const waitsFor = othersAnswer() ? 'Waits for the answers to another question' : opening;
    set([...before, newExchange({ ...question, id: ++lastId, waitsFor })]);
    answering.clear();
    for (const { lane } of question.models) answering.set(lane, new AbortController());
    const stops = new Map(answering);
    inTurn(() => answerAll(question, stops));
  };
  const answerAll = async ({ models, sampling, system, routing, raw }: Question, stops: ReadonlyMap<Lane, AbortController>): Promise<void> => {
    for (const { lane, model } of models) {
      const signal = stops.get(lane)?.signal;
      if (!signal || signal.aborted) continue;
      // Every other change of the list aborts first: an answer that goes on is one to the last prompt.
      const update = (change: (answer: Answer) => Answer): void => {
        if (!signal.aborted) show(withLastAnswers(exchanges, lane, change));
      };
      const waitFor = (phase: string): void => update((answer) => ({ ...answer, phase }));
      try {
        if (!connection.state().client) waitFor('Waits for the connection to the application');
        const client = await connection.ready(signal);
        waitFor(opening);
        const input = { model, messages: messagesFor(exchanges, { lane, system }), sampling, routing, raw };
        for await (const item of client.stream('chat.answer', input, { signal })) update((answer) => withItem(answer, item));
        update(stopped);
      } catch (error) {
        update((answer) => ({ ...answer, status: 'failed', error: toErrorObject(error) }));
      }
      keep();
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
    keep,
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
