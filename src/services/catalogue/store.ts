/** One validated JSON file of the data directory, shared by any number of processes: reads see a whole file, updates take turns. */
import { Low } from 'lowdb';
import { withLock } from '../directory/lock.ts';
import { type AdapterOptions, safeAdapter } from './adapter.ts';

export interface Store<T> {
  /** What is on disk now. */
  read(): Promise<T>;
  /**
   * Changes the content: lock, reread, change, write, release. `change` works on a copy; when it throws, or the write fails,
   * nothing has changed. It must not call the store again.
   */
  update<R>(change: (data: T) => R | Promise<R>): Promise<R>;
}

/** @param lock the folder of the file's lock. @param initial what lowdb holds before the first read. */
export function openStore<T>({ lock, initial, ...options }: AdapterOptions<T> & { readonly lock: string; readonly initial: T }): Store<T> {
  const adapter = safeAdapter(options);
  const takeTurn = turns();
  const update = <R>(change: (data: T) => R | Promise<R>): Promise<R> =>
    takeTurn(() =>
      withLock(lock, async () => {
        const db = new Low(adapter, initial);
        await db.read();
        const draft = structuredClone(db.data);
        const result = await change(draft);
        db.data = draft;
        await db.write();
        return result;
      }),
    );
  return { read: async () => (await adapter.peek()) ?? (await update((data) => data)), update };
}

/** Within a process updates queue up rather than contend for the lock. */
function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
