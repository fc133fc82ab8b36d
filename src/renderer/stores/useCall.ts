/** Calls of the contract as hooks: `useCall` for what is shown, `useAction` for what is done. */
import { type UseQueryResult, useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Api } from '../../shared/api.ts';
import { MixwrightError, toErrorObject } from '../../shared/errors.ts';
import type { CallNames, InputOf, OutputOf } from '../../shared/rpc/contract.ts';
import { showError } from '../components/toasts.tsx';
import { useConnection } from './ConnectionContext.tsx';

export interface CallOptions {
  /** false: not yet, since the input is not complete. */
  readonly enabled?: boolean;
  /** Keeps the former input's answer on screen until the new one's is there. */
  readonly keepPrevious?: boolean;
  /** Asks again after so many milliseconds; false: only when something changed. */
  readonly everyMs?: number | false;
  /** Asks again when it was stopped because a run began, which takes the cores for a moment. */
  readonly retryStopped?: boolean;
}

/** Times in a row. */
const stoppedAtMost = 3;

/**
 * The answer of a call, kept until a topic it depends on changed (changedBy.ts) and asked for again after a reconnection.
 * `data` is undefined until the first answer, `error` a MixwrightError.
 */
export function useCall<K extends CallNames<Api>>(
  name: K,
  input: InputOf<Api, K>,
  { enabled = true, keepPrevious = false, everyMs = false, retryStopped = false }: CallOptions = {},
): UseQueryResult<OutputOf<Api, K>, MixwrightError> {
  const connection = useConnection();
  return useQuery<OutputOf<Api, K>, MixwrightError>({
    queryKey: [name, input],
    queryFn: async ({ signal }) => (await connection.ready(signal)).call(name, input, { signal }),
    enabled,
    refetchInterval: everyMs,
    ...(retryStopped ? { retry: (failures: number, { code }: MixwrightError) => code === 'STOPPED' && failures < stoppedAtMost, retryDelay: 1000 } : {}),
    ...(keepPrevious ? { placeholderData: (previous: unknown) => previous as never } : {}),
  });
}

export interface Action<I, O> {
  /** Does it, and gives the answer to `then`; a failure is shown as a toast unless the action is `quiet`. */
  run(input: I, then?: (output: O) => void): void;
  /** The same for code that waits; rejects with MixwrightError. */
  runAsync(input: I): Promise<O>;
  readonly busy: boolean;
  readonly error: MixwrightError | null;
  /** Forgets the error. */
  reset(): void;
}

/** @param quiet the screen shows `error` itself. */
export function useAction<K extends CallNames<Api>>(name: K, { quiet = false }: { readonly quiet?: boolean } = {}): Action<InputOf<Api, K>, OutputOf<Api, K>> {
  const connection = useConnection();
  const { mutateAsync, isPending, error, reset } = useMutation<OutputOf<Api, K>, MixwrightError, InputOf<Api, K>>({
    mutationFn: async (input) => connectedNow(connection.state().client).call(name, input),
    onError: (failure) => {
      if (!quiet) showError(toErrorObject(failure));
    },
  });
  const onScreen = useRef(false);
  useEffect(() => {
    onScreen.current = true;
    return () => {
      onScreen.current = false;
    };
  }, []);
  return {
    // Each call's own answer, also when another follows before it is there; none to a part that is gone.
    run: (input, then) =>
      void mutateAsync(input).then(
        (output) => onScreen.current && then?.(output),
        () => undefined,
      ),
    runAsync: mutateAsync,
    busy: isPending,
    error,
    reset,
  };
}

/** An action is not kept for later: what the user meant now may not be meant when the connection is back. */
function connectedNow<C>(client: C | null): C {
  if (client) return client;
  throw new MixwrightError('DISCONNECTED', 'the application is not connected right now', { hint: 'wait for the connection, then try again' });
}
