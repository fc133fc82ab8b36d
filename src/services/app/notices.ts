/** Things worth telling the user wherever they look: to every reader from when it began to read, and what was missed to the next page. */
import { randomUUID } from 'node:crypto';
import type { Notice } from '../../shared/api/app.ts';
import { createBell } from './bell.ts';
import type { Notices } from './context.ts';

/** A reader that does not look loses the oldest. */
const keptPerReader = 100;
/** Told while no page read: what is older is no news. */
const missedKept = { most: 20, ms: 5 * 60_000 } as const;

export function createNotices(): Notices {
  const bell = createBell();
  const readers = new Set<Notice[]>();
  /** Of those among the readers that get what was missed. */
  let pages = 0;
  const missed: Notice[] = [];
  function keep(...notices: readonly Notice[]): void {
    missed.push(...notices);
    missed.splice(0, missed.length - missedKept.most);
  }

  return {
    tell(notice) {
      const told: Notice = { id: randomUUID(), at: new Date().toISOString(), ...notice };
      for (const unread of readers) {
        unread.push(told);
        if (unread.length > keptPerReader) unread.shift();
      }
      if (pages === 0) keep(told);
      bell.ring();
    },
    watch(signal, { missed: isPage = false } = {}) {
      const since = Date.now() - missedKept.ms;
      const unread = isPage ? missed.splice(0).filter(({ at }) => Date.parse(at) >= since) : [];
      // From the call, not from the first look: what is told in between counts.
      readers.add(unread);
      if (isPage) pages++;
      return read(unread, { signal, isPage });
    },
  };

  async function* read(unread: Notice[], { signal, isPage }: { readonly signal: AbortSignal; readonly isPage: boolean }): AsyncGenerator<Notice> {
    try {
      while (!signal.aborted) {
        const seen = bell.rings();
        for (let next = unread.shift(); next; next = unread.shift()) yield next;
        await bell.after(seen, signal);
      }
    } finally {
      readers.delete(unread);
      if (isPage && --pages === 0) keep(...unread);
    }
  }
}
