/** One process at a time: holds a folder's claim while something short is done, waiting for its turn. */
import { setTimeout as sleep } from 'node:timers/promises';
import { MixwrightError } from '../../shared/errors.ts';
import { claimAlone } from './claims.ts';

export interface LockOptions {
  /** How long to wait for others, in milliseconds. */
  readonly patience?: number;
}

/** @throws MixwrightError INTERNAL when another process does not let go in time; and what `work` throws. */
export async function withLock<T>(folder: string, work: () => Promise<T>, { patience = 20_000 }: LockOptions = {}): Promise<T> {
  const start = performance.now();
  for (;;) {
    const attempt = await claimAlone(folder, { pid: process.pid });
    if ('claim' in attempt) {
      try {
        return await work();
      } finally {
        await attempt.claim.release();
      }
    }
    if (performance.now() - start > patience) {
      throw new MixwrightError('INTERNAL', `process ${attempt.heldBy} has kept ${folder} locked for ${Math.round(patience / 1000)} seconds`, {
        file: folder,
        hint: 'if that process hangs, end it; its lock then opens by itself',
      });
    }
    // By chance, so that two that refused each other do not do so again.
    await sleep(2 + Math.random() * 10);
  }
}
