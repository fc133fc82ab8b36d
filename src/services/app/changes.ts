/** What changed, told to every reader once: everything announced since it last looked comes as one item. */
import { type Topic, topics } from '../../shared/api/app.ts';
import { createBell } from './bell.ts';
import type { Changes } from './context.ts';

/** Announcements that come in a burst reach a reader together. */
const settleMs = 40;

export interface OpenChanges extends Changes {
  /** Called at every announcement, at once. */
  listen(listener: (topics: readonly Topic[]) => void): () => void;
}

export function createChanges(): OpenChanges {
  const bell = createBell();
  /** By topic: the ring at which it was announced last. */
  const announced = new Map<Topic, number>();
  const listeners = new Set<(topics: readonly Topic[]) => void>();
  return {
    announce(...changed) {
      for (const topic of changed) announced.set(topic, bell.rings() + 1);
      bell.ring();
      for (const listener of listeners) listener(changed);
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    // From the call, not from the first look: what is announced in between counts.
    watch: (signal) => read(bell.rings(), signal),
  };

  async function* read(from: number, signal: AbortSignal): AsyncGenerator<{ readonly topics: Topic[] }> {
    for (let seen = from; ; ) {
      await bell.after(seen, signal);
      await bell.after(Number.POSITIVE_INFINITY, signal, settleMs);
      if (signal.aborted) return;
      const since = seen;
      seen = bell.rings();
      yield { topics: topics.filter((topic) => (announced.get(topic) ?? 0) > since) };
    }
  }
}
