/** Work that several may want at once is done once, only so much of it at a time, and ends when nobody waits for it any more. */
import { setMaxListeners } from 'node:events';
import { MixwrightError } from '../../shared/errors.ts';

export interface SharedWork<T> {
  /**
   * Joins the work that goes on under the key, or begins it when its turn comes.
   * @throws MixwrightError STOPPED when the signal aborts; the work goes on while others wait for it.
   */
  run(key: string, work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T>;
}

interface Going<T> {
  readonly abort: AbortController;
  readonly result: Promise<T>;
  waiting: number;
}

export function createSharedWork<T>({ atOnce }: { readonly atOnce: number }): SharedWork<T> {
  const going = new Map<string, Going<T>>();
  const turns: (() => void)[] = [];
  let working = 0;

  async function inTurn(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    while (working >= atOnce) await new Promise<void>((resolve) => turns.push(resolve));
    working++;
    try {
      if (signal.aborted) throw nobodyWaits();
      return await work(signal);
    } finally {
      working--;
      turns.shift()?.();
    }
  }

  function begin(key: string, work: (signal: AbortSignal) => Promise<T>): Going<T> {
    const abort = new AbortController();
    const entry: Going<T> = { abort, waiting: 0, result: inTurn(work, abort.signal).finally(() => forget(key, entry)) };
    // Those who wait hear of it; when none does, nobody is to.
    entry.result.catch(() => undefined);
    going.set(key, entry);
    return entry;
  }

  /** @returns whether it was still going. */
  function forget(key: string, entry: Going<T>): boolean {
    return going.get(key) === entry && going.delete(key);
  }

  return {
    async run(key, work, signal) {
      if (signal.aborted) throw nobodyWaits();
      // One caller may wait for hundreds of things.
      setMaxListeners(0, signal);
      const entry = going.get(key) ?? begin(key, work);
      entry.waiting++;
      try {
        return await unlessAborted(entry.result, signal);
      } finally {
        entry.waiting--;
        // Whoever comes now begins anew rather than join what is ending.
        if (entry.waiting === 0 && forget(key, entry)) entry.abort.abort(nobodyWaits());
      }
    },
  };
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(nobodyWaits());
    signal.addEventListener('abort', leave, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}

function nobodyWaits(): MixwrightError {
  return new MixwrightError('STOPPED', 'cancelled: nobody waits for it any more');
}
