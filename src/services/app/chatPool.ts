/** Models kept loaded for the next question, few and not for long; given back at once when a run needs the cores. */
import { randomUUID } from 'node:crypto';
import type { ChatItem, ChatMessage, ChatToken, SamplingSettings } from '../../shared/api/chat.ts';
import { MixwrightError } from '../../shared/errors.ts';
import type { AnswerEnd, ModelReference } from '../../shared/jobs.ts';
import { type Chat, openChat } from '../engineHosts/chat.ts';
import { modelText } from '../models/modelReference.ts';
import type { Services } from '../services.ts';
import { type Bell, createBell } from './bell.ts';

export interface Question {
  readonly model: ModelReference;
  /** For people. */
  readonly modelName: string;
  readonly device: string;
  readonly messages: readonly ChatMessage[];
  readonly sampling: SamplingSettings;
  readonly routing: boolean;
  readonly raw: boolean;
}

export interface ChatPool {
  /** Loads the model where it is not, then answers. Ending the iteration, or the signal, stops the answer; the model stays. */
  answer(question: Question, signal: AbortSignal): AsyncGenerator<ChatItem>;
  /** Cores that come free by `release`. */
  threads(): number;
  /** Gives back the memory of all models, those that are answering too. */
  release(): Promise<void>;
}

/** Base and tuned side by side. */
const loadedAtOnce = 2;
const idleMs = 5 * 60_000;
/** Tokens reach a reader at most this often. */
const readersEveryMs = 30;

interface LoadedChat {
  readonly key: string;
  readonly chat: Promise<Chat>;
  /** Ends a loading that goes on. */
  readonly unwanted: AbortController;
  /** Rings when the phase has changed. */
  readonly bell: Bell;
  phase: string;
  threads: number;
  answering: number;
  usedAt: number;
  idle: NodeJS.Timeout | undefined;
}

export function openChatPool(services: Services): ChatPool {
  const loaded = new Map<string, LoadedChat>();

  /** Without waiting in between: of two questions at once for one model, the second finds what the first began to load. */
  function take({ model, modelName, device }: Question): LoadedChat {
    const key = `${device} ${modelText(model)}`;
    const entry = loaded.get(key) ?? load(key, { model, modelName, device });
    hold(entry);
    return entry;
  }

  function load(key: string, { model, modelName, device }: Pick<Question, 'model' | 'modelName' | 'device'>): LoadedChat {
    const bell = createBell();
    const unwanted = new AbortController();
    const tell = (phase: string): void => {
      entry.phase = phase;
      bell.ring();
    };
    const onPhase = (event: { readonly phase: string }): void => tell(event.phase === 'ready' ? '' : `${event.phase} ${modelName}`);
    const onThreads = (held: number): void => {
      entry.threads = held;
    };
    const chat = makeRoom().then(() => openChat(services, { model, device, onPhase, onThreads, signal: unwanted.signal }));
    const state = { phase: `loading ${modelName}`, threads: 0, answering: 0, usedAt: Date.now(), idle: undefined };
    const entry: LoadedChat = { key, chat, unwanted, bell, ...state };
    loaded.set(key, entry);
    chat
      .then((open) => open.ended)
      .catch(() => undefined)
      .finally(() => {
        forget(entry);
        bell.ring();
      });
    return entry;
  }

  function hold(entry: LoadedChat): void {
    entry.answering++;
    clearTimeout(entry.idle);
  }

  function letGo(entry: LoadedChat): void {
    entry.answering--;
    entry.usedAt = Date.now();
    if (entry.answering > 0 || loaded.get(entry.key) !== entry) return;
    entry.idle = setTimeout(() => void close(entry), idleMs);
    entry.idle.unref();
  }

  function forget(entry: LoadedChat): void {
    clearTimeout(entry.idle);
    if (loaded.get(entry.key) === entry) loaded.delete(entry.key);
  }

  async function close(entry: LoadedChat): Promise<void> {
    forget(entry);
    entry.unwanted.abort();
    const chat = await entry.chat.catch(() => null);
    await chat?.close();
  }

  /** The one that was used the longest ago goes; those that are answering stay. */
  async function makeRoom(): Promise<void> {
    const idle = [...loaded.values()].filter(({ answering }) => answering === 0).sort((a, b) => a.usedAt - b.usedAt);
    await Promise.all(idle.slice(0, Math.max(0, loaded.size - loadedAtOnce + 1)).map(close));
  }

  return {
    async *answer(question, signal) {
      const entry = take(question);
      try {
        const chat = yield* loading(entry, signal);
        if (chat) yield* answers(chat, { question, entry, signal });
      } finally {
        letGo(entry);
      }
    },
    threads: () => [...loaded.values()].reduce((sum, { threads }) => sum + threads, 0),
    async release() {
      await Promise.all([...loaded.values()].map(close));
    },
  };
}

/** What it waits for, until the model is there. @returns null when the reader has gone meanwhile. */
async function* loading(entry: LoadedChat, signal: AbortSignal): AsyncGenerator<ChatItem, Chat | null> {
  let chat: Chat | null = null;
  let failure: unknown;
  entry.chat.then(
    (open) => {
      chat = open;
      entry.bell.ring();
    },
    (error: unknown) => {
      failure = error;
      entry.bell.ring();
    },
  );
  for (let told = ''; chat === null; ) {
    const seen = entry.bell.rings();
    if (entry.phase !== told && entry.phase !== '') yield { type: 'phase', phase: entry.phase };
    told = entry.phase;
    if (chat === null && failure === undefined) await entry.bell.after(seen, signal);
    if (failure !== undefined) throw putAway(failure);
    if (signal.aborted) return null;
  }
  return chat;
}

interface Asked {
  readonly question: Question;
  readonly entry: LoadedChat;
  readonly signal: AbortSignal;
}

async function* answers(chat: Chat, { question, entry, signal }: Asked): AsyncGenerator<ChatItem> {
  const { messages, sampling, routing, raw } = question;
  const hush = new AbortController();
  const tokens: ChatToken[] = [];
  const news = createBell();
  let end: AnswerEnd | null = null;
  let failure: unknown;
  chat
    .ask(
      { id: randomUUID(), messages, sampling, routing, raw },
      ({ id, text, prompt, routing: routed }) => {
        tokens.push({ id, text, prompt, ...(routed && { routing: routed }) });
        news.ring();
      },
      AbortSignal.any([signal, hush.signal]),
    )
    .then(
      (told) => {
        end = told;
      },
      (error: unknown) => {
        failure = error;
      },
    )
    .finally(news.ring);
  try {
    for (let told = ''; !signal.aborted; ) {
      const seen = news.rings();
      // A conversation that outgrows its room makes the model get ready again.
      if (entry.phase !== told && entry.phase !== '') yield { type: 'phase', phase: entry.phase };
      told = entry.phase;
      if (tokens.length > 0) yield { type: 'tokens', tokens: tokens.splice(0) };
      if (failure !== undefined) throw putAway(failure);
      if (end !== null && tokens.length === 0) {
        yield* lastItem(end);
        return;
      }
      await news.after(seen, signal);
      await news.after(Number.POSITIVE_INFINITY, signal, readersEveryMs);
    }
  } finally {
    hush.abort();
  }
}

/** A hushed answer has nobody to hear of its end. */
function* lastItem({ end, tokens, promptTokens, tokensPerSecond }: AnswerEnd): Generator<ChatItem> {
  if (end !== 'hushed') yield { type: 'end', end, tokens, promptTokens, tokensPerSecond };
}

function putAway(error: unknown): unknown {
  if (!(error instanceof MixwrightError) || error.code !== 'STOPPED') return error;
  return new MixwrightError('STOPPED', 'the model was put away before its answer was whole', { hint: 'a run needed the cores; ask again', cause: error });
}
