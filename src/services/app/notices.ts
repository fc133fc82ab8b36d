/** Things worth telling the user wherever they look: to every reader from when it began to read. */
import { randomUUID } from 'node:crypto';
import type { Notice } from '../../shared/api/app.ts';
import { createBell } from './bell.ts';
import type { Notices } from './context.ts';

/** A reader that does not look loses the oldest. */
const keptPerReader = 100;

export function createNotices(): Notices {
  const bell = createBell();
  const readers = new Set<Notice[]>();
  return {
    tell(notice) {
      const told: Notice = { id: randomUUID(), at: new Date().toISOString(), ...notice };
      for (const unread of readers) {
        unread.push(told);
        if (unread.length > keptPerReader) unread.shift();
      }
      bell.ring();
    },
    watch(signal) {
      const unread: Notice[] = [];
      // From the call, not from the first look: what is told in between counts.
      readers.add(unread);
      return read(unread, signal);
    },
  };

  async function* read(unread: Notice[], signal: AbortSignal): AsyncGenerator<Notice> {
    try {
      while (!signal.aborted) {
        const seen = bell.rings();
        for (let next = unread.shift(); next; next = unread.shift()) yield next;
        await bell.after(seen, signal);
      }
    } finally {
      readers.delete(unread);
    }
  }
}
