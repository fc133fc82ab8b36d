/**
 * The server's end of a channel: checks what comes in, runs handlers, and produces a stream's items only while the client has room
 * for them. When the channel closes every handler's signal aborts.
 */
import type { z } from 'zod';
import { type ErrorObject, MixwrightError, toErrorObject } from '../errors.ts';
import type { Channel } from './channel.ts';
import type { CallContext, Contract, Handlers } from './contract.ts';
import { type ClientMessage, readClientMessage, type ServerMessage } from './wire.ts';

export interface ServeOptions {
  /** Also checks what handlers give; for tests, since the compiler has checked it and curves are long. */
  readonly validateOutput?: boolean;
  /** Told what the client must not see: the unexpected exception behind an INTERNAL, a malformed message. */
  onError?(error: unknown, name: string): void;
}

type AnyHandler = (input: unknown, context: CallContext) => Promise<unknown> | AsyncIterable<unknown>;

/** A request under way. */
interface Underway {
  readonly controller: AbortController;
  readonly credits: Credits;
}

/** Serves until the channel closes. */
export function serve<C extends Contract>(contract: C, handlers: Handlers<C>, channel: Channel, options: ServeOptions = {}): void {
  const underway = new Map<number, Underway>();
  const report = (error: unknown, name: string): void => options.onError?.(error, name);
  const send = (message: ServerMessage): void => channel.send(message);

  const answer = async ([, id, name, given, credits]: Extract<ClientMessage, readonly ['request', ...unknown[]]>): Promise<void> => {
    const request: Underway = { controller: new AbortController(), credits: createCredits(credits) };
    const { signal } = request.controller;
    underway.set(id, request);
    try {
      const { entry, handler } = find(contract, handlers, name);
      const input = parseInput(entry.input, given, name);
      if (entry.kind === 'call') {
        const output = await (handler(input, { signal }) as Promise<unknown>);
        if (!signal.aborted) send(['result', id, options.validateOutput ? entry.output.parse(output) : output]);
      } else {
        await pump({
          items: handler(input, { signal }) as AsyncIterable<unknown>,
          credits: request.credits,
          signal,
          send: (item) => send(['item', id, options.validateOutput ? entry.item.parse(item) : item]),
          onLateError: (error) => {
            if (!isAbort(error)) report(error, name);
          },
        });
        if (!signal.aborted) send(['end', id]);
      }
    } catch (error) {
      if (!(error instanceof MixwrightError) && !(signal.aborted && isAbort(error))) report(error, name);
      // A client that cancelled listens no more.
      if (!signal.aborted) send(['error', id, describe(error)]);
    } finally {
      underway.delete(id);
    }
  };

  channel.onMessage((received) => {
    const message = readClientMessage(received);
    if (message === null) {
      report(new Error('a message that is no request, credit or cancel was ignored'), '');
    } else if (message[0] === 'request') {
      if (underway.has(message[1])) report(new Error(`request ${message[1]} came twice`), message[2]);
      else void answer(message);
    } else if (message[0] === 'credit') {
      underway.get(message[1])?.credits.grant(message[2]);
    } else {
      underway.get(message[1])?.controller.abort();
    }
  });
  channel.onClose(() => {
    for (const { controller } of underway.values()) controller.abort();
  });
}

function find<C extends Contract>(contract: C, handlers: Handlers<C>, name: string): { entry: C[keyof C]; handler: AnyHandler } {
  const entry = Object.hasOwn(contract, name) ? contract[name] : undefined;
  if (entry === undefined) {
    throw new MixwrightError('BAD_USAGE', `there is no call "${name}"`, { hint: 'the page and the application are of different versions: reload the page' });
  }
  return { entry: entry as C[keyof C], handler: handlers[name as keyof C] as unknown as AnyHandler };
}

/** @throws MixwrightError BAD_USAGE that names the field. */
function parseInput(schema: z.ZodType, given: unknown, name: string): unknown {
  const { success, data, error } = schema.safeParse(given);
  if (success) return data;
  const [issue] = error.issues;
  const field = issue?.path.map(String).join('.') ?? '';
  throw new MixwrightError('BAD_USAGE', `${name}: ${field === '' ? '' : `${field}: `}${issue?.message ?? 'not as the contract says'}`, {
    ...(field !== '' && { field }),
  });
}

/** What nobody foresaw may hold anything, so only the log gets it. */
function describe(error: unknown): ErrorObject {
  const described = toErrorObject(error);
  if (error instanceof MixwrightError || described.code !== 'INTERNAL') return described;
  return { type: 'error', code: 'INTERNAL', message: 'something went wrong inside Mixwright', hint: 'the log says what; please report it' };
}

/** What an aborted signal makes cooperative code throw. */
function isAbort(error: unknown): boolean {
  return error instanceof MixwrightError ? error.code === 'STOPPED' : error instanceof Error && error.name === 'AbortError';
}

interface Pump {
  readonly items: AsyncIterable<unknown>;
  readonly credits: Credits;
  readonly signal: AbortSignal;
  send(item: unknown): void;
  /** The iterator ended badly after nobody waited for it any more. */
  onLateError(error: unknown): void;
}

/** Sends items while there is credit. Returns when they end or the signal aborts, also while the iterator itself hears of nothing. */
async function pump({ items, credits, signal, send, onLateError }: Pump): Promise<void> {
  const iterator = items[Symbol.asyncIterator]();
  let ended = false;
  try {
    while ((await unlessAborted(credits.take(), signal)) !== null) {
      const next = iterator.next();
      const result = await unlessAborted(next, signal);
      if (result === null) {
        next.catch(onLateError);
        return;
      }
      ended = result.done === true;
      if (ended) return;
      send(result.value);
    }
  } finally {
    // Not awaited: a generator that waits for something else returns when that has come.
    if (!ended) Promise.resolve(iterator.return?.()).catch(onLateError);
  }
}

/** What the promise gives, or null as soon as the signal aborts. No Promise.race: against a promise that outlives the loop it would keep every round. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => resolve(null);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

interface Credits {
  grant(count: number): void;
  /** Resolves when one was there to take. One taker at a time. */
  take(): Promise<true>;
}

function createCredits(first: number): Credits {
  let count = first;
  let wake: (() => void) | null = null;
  return {
    grant(more) {
      count += more;
      wake?.();
      wake = null;
    },
    async take() {
      while (count === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      count--;
      return true;
    },
  };
}
