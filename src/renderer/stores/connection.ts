/** The connection to the application, made again whenever it is lost. */
import type { Api } from '../../shared/api.ts';
import { MixwrightError } from '../../shared/errors.ts';
import type { Client } from '../../shared/rpc/contract.ts';
import type { Host } from '../host/host.ts';

export interface ConnectionState {
  readonly status: 'connecting' | 'connected' | 'reconnecting';
  readonly client: Client<Api> | null;
  /** Counts connections; what subscribed under an earlier one has to subscribe again. */
  readonly generation: number;
  /** Failed attempts since the last connection. */
  readonly attempts: number;
}

export interface Connection {
  readonly host: Host;
  state(): ConnectionState;
  /** @returns stops listening. */
  subscribe(listen: () => void): () => void;
  /** The client, as soon as there is one. Rejects with STOPPED when `signal` aborts first. */
  ready(signal?: AbortSignal): Promise<Client<Api>>;
  /** Tries now rather than when the waiting time is over. */
  retry(): void;
}

/** Waiting times between attempts; the last one repeats. Milliseconds. */
const waits = [250, 500, 1000, 2000, 4000] as const;

export function openConnection(host: Host): Connection {
  let state: ConnectionState = { status: 'connecting', client: null, generation: 0, attempts: 0 };
  let retry = (): void => {};
  const listeners = new Set<() => void>();
  const set = (change: Partial<ConnectionState>): void => {
    state = { ...state, ...change };
    for (const listen of [...listeners]) listen();
  };

  const keepConnected = async (): Promise<never> => {
    for (;;) {
      try {
        const client = await host.connect();
        set({ status: 'connected', client, generation: state.generation + 1, attempts: 0 });
        await client.closed;
        set({ status: 'reconnecting', client: null });
      } catch {
        set({ status: state.generation === 0 ? 'connecting' : 'reconnecting', client: null, attempts: state.attempts + 1 });
      }
      await new Promise<void>((resolve) => {
        retry = resolve;
        setTimeout(resolve, waits[Math.min(state.attempts, waits.length - 1)]);
      });
    }
  };
  void keepConnected();

  return {
    host,
    state: () => state,
    subscribe(listen) {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    ready(signal) {
      if (state.client) return Promise.resolve(state.client);
      return new Promise((resolve, reject) => {
        const look = (): void => {
          if (signal?.aborted) reject(new MixwrightError('STOPPED', 'cancelled while waiting for the connection'));
          else if (state.client) resolve(state.client);
          else return;
          listeners.delete(look);
          signal?.removeEventListener('abort', look);
        };
        listeners.add(look);
        signal?.addEventListener('abort', look);
        look();
      });
    },
    retry: () => retry(),
  };
}
