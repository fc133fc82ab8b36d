/** The client's end of a channel. Streams are lazy: nothing is asked for before the first item is pulled. */
import { fromErrorObject, MixwrightError } from '../errors.ts';
import type { Channel } from './channel.ts';
import type { Client, Contract } from './contract.ts';
import { type ClientMessage, readServerMessage, type ServerMessage } from './wire.ts';

/** Items that may be under way when the caller does not say. */
const defaultWindow = 8;

/** Takes what the server sends to one request. */
interface Receiver {
  receive(message: ServerMessage): void;
  fail(error: MixwrightError): void;
}

/** What calls and streams share: the requests under way. */
interface Link {
  /** Sends a request. @returns its id; null when it cannot travel or the channel is gone, and the receiver has been told. */
  open(name: string, input: unknown, credits: number, receiver: Receiver): number | null;
  /** Forgets a request that has ended. */
  close(id: number): void;
  send(message: ClientMessage): void;
}

interface StreamOptions {
  readonly signal?: AbortSignal;
  readonly window?: number;
}

/** An aborted signal ends a call or a stream with STOPPED. */
export function connect<C extends Contract>(_contract: C, channel: Channel): Client<C> {
  const receivers = new Map<number, Receiver>();
  let nextId = 1;
  let gone = false;
  const link: Link = {
    open(name, input, credits, receiver) {
      if (gone) {
        receiver.fail(disconnected());
        return null;
      }
      const id = nextId++;
      try {
        channel.send(['request', id, name, input, credits]);
      } catch (error) {
        receiver.fail(new MixwrightError('INTERNAL', `${name}: its input cannot be sent: ${(error as Error).message}`, { cause: error }));
        return null;
      }
      receivers.set(id, receiver);
      return id;
    },
    close: (id) => void receivers.delete(id),
    send(message) {
      if (!gone) channel.send(message);
    },
  };
  channel.onMessage((received) => {
    const message = readServerMessage(received);
    if (message !== null) receivers.get(message[1])?.receive(message);
  });
  const closed = new Promise<void>((resolve) => {
    channel.onClose(() => {
      gone = true;
      for (const receiver of [...receivers.values()]) receiver.fail(disconnected());
      receivers.clear();
      resolve();
    });
  });
  // The server's answers follow the contract; what its handlers give has been checked where they were compiled.
  return {
    call: (name: string, input: unknown, options: { readonly signal?: AbortSignal } = {}) => call(link, name, input, options.signal),
    stream: (name: string, input: unknown, options: StreamOptions = {}) => openStream(link, name, input, options),
    closed,
    close: () => channel.close(),
  } as Client<C>;
}

function call(link: Link, name: string, input: unknown, signal: AbortSignal | undefined): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(stopped());
      return;
    }
    const settle = (end: () => void): void => {
      signal?.removeEventListener('abort', onAbort);
      if (id !== null) link.close(id);
      end();
    };
    const onAbort = (): void => {
      if (id !== null) link.send(['cancel', id]);
      settle(() => reject(stopped()));
    };
    let id: number | null = null;
    signal?.addEventListener('abort', onAbort);
    id = link.open(name, input, 1, {
      receive(message) {
        if (message[0] === 'result') settle(() => resolve(message[2]));
        else if (message[0] === 'error') settle(() => reject(fromErrorObject(message[2])));
      },
      fail: (error) => settle(() => reject(error)),
    });
  });
}

type Pending = { readonly resolve: (result: IteratorResult<unknown>) => void; readonly reject: (error: unknown) => void };
type Ending = { readonly error: MixwrightError | null };

/** Written out rather than as a generator: leaving must cancel at once, also while a next item is being waited for. */
function openStream(link: Link, name: string, input: unknown, { signal, window = defaultWindow }: StreamOptions): AsyncIterableIterator<unknown> {
  const items: unknown[] = [];
  const waiting: Pending[] = [];
  let id: number | null = null;
  let opened = false;
  let ending: Ending | null = null;
  let consumed = 0;

  const end = (error: MixwrightError | null): void => {
    if (ending !== null) return;
    ending = { error };
    signal?.removeEventListener('abort', onAbort);
    if (id !== null) link.close(id);
    const [first, ...others] = waiting.splice(0);
    if (error !== null) first?.reject(error);
    else first?.resolve({ done: true, value: undefined });
    for (const { resolve } of others) resolve({ done: true, value: undefined });
    // An error is told once, as generators do.
    if (error !== null && first !== undefined) ending = { error: null };
  };
  const cancel = (error: MixwrightError | null): void => {
    if (ending !== null) return;
    if (id !== null) link.send(['cancel', id]);
    items.length = 0;
    end(error);
  };
  const onAbort = (): void => cancel(stopped());
  const open = (): void => {
    opened = true;
    if (signal?.aborted) {
      end(stopped());
      return;
    }
    signal?.addEventListener('abort', onAbort);
    id = link.open(name, input, window, {
      receive(message) {
        if (message[0] === 'item') take(message[2]);
        else if (message[0] === 'end') end(null);
        else if (message[0] === 'error') end(fromErrorObject(message[2]));
      },
      fail: end,
    });
  };
  const take = (item: unknown): void => {
    const next = waiting.shift();
    if (next === undefined) items.push(item);
    else {
      consume();
      next.resolve({ done: false, value: item });
    }
  };
  /** Room is given back in halves of the window, so that not every item costs a message. */
  const consume = (): void => {
    consumed++;
    if (id === null || ending !== null || consumed < Math.max(1, window >> 1)) return;
    link.send(['credit', id, consumed]);
    consumed = 0;
  };

  return {
    next() {
      return new Promise((resolve, reject) => {
        if (!opened && ending === null) open();
        if (items.length > 0) {
          consume();
          resolve({ done: false, value: items.shift() });
        } else if (ending === null) {
          waiting.push({ resolve, reject });
        } else if (ending.error !== null) {
          const { error } = ending;
          ending = { error: null };
          reject(error);
        } else {
          resolve({ done: true, value: undefined });
        }
      });
    },
    async return(value?: unknown) {
      cancel(null);
      return { done: true, value };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function disconnected(): MixwrightError {
  return new MixwrightError('DISCONNECTED', 'the connection to the application was lost', { hint: 'it is tried again; what was running goes on' });
}

function stopped(): MixwrightError {
  return new MixwrightError('STOPPED', 'cancelled');
}
