/** Streams of the contract as hooks: subscribed while the part is on screen, again after a reconnection, stopped with it. */
import { useEffect, useEffectEvent, useState } from 'react';
import type { Api } from '../../shared/api.ts';
import { type ErrorObject, toErrorObject } from '../../shared/errors.ts';
import type { InputOf, ItemOf, StreamNames } from '../../shared/rpc/contract.ts';
import { useConnection, useConnectionState } from './ConnectionContext.tsx';

export interface StreamState {
  readonly status: 'waiting' | 'open' | 'ended' | 'failed';
  readonly error: ErrorObject | null;
}

/**
 * @param subject what the stream is about (a run's id); another one subscribes anew, null not at all.
 * @param input called at every subscription, so that a cursor goes on where the last one stopped.
 */
export function useStream<K extends StreamNames<Api>>(
  name: K,
  subject: string | null,
  input: () => InputOf<Api, K>,
  onItem: (item: ItemOf<Api, K>) => void,
): StreamState {
  const connection = useConnection();
  const { generation } = useConnectionState();
  const [state, setState] = useState<StreamState>({ status: 'waiting', error: null });
  const start = useEffectEvent(input);
  const receive = useEffectEvent(onItem);

  // biome-ignore lint/correctness/useExhaustiveDependencies: subject and generation stand for what is read at the subscription
  useEffect(() => {
    const client = connection.state().client;
    if (subject === null || !client) return;
    const stop = new AbortController();
    const follow = async (): Promise<void> => {
      try {
        setState({ status: 'open', error: null });
        for await (const item of client.stream(name, start(), { signal: stop.signal, window: 2 })) {
          if (stop.signal.aborted) return;
          receive(item);
        }
        if (!stop.signal.aborted) setState({ status: 'ended', error: null });
      } catch (error) {
        const failure = toErrorObject(error);
        // A lost connection is told once, by the banner; the next generation subscribes again.
        if (!stop.signal.aborted && failure.code !== 'DISCONNECTED') setState({ status: 'failed', error: failure });
      }
    };
    void follow();
    return () => stop.abort();
  }, [connection, generation, name, subject]);
  return state;
}

/** The newest item of a stream; undefined before the first. */
export function useLatest<K extends StreamNames<Api>>(name: K, subject: string | null, input: () => InputOf<Api, K>): ItemOf<Api, K> | undefined {
  const [latest, setLatest] = useState<ItemOf<Api, K>>();
  useStream(name, subject, input, (item) => setLatest(() => item));
  return latest;
}
