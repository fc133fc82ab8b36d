/** The machine's cores shared out among the runs of a data directory: engines with more threads than cores are 50 times slower. */
import { join } from 'node:path';
import { computeCores } from '../../llamacpp/cores.ts';
import { type Claim, otherClaims, putClaim } from '../directory/claims.ts';
import type { DataPaths } from '../directory/dataPaths.ts';
import { withLock } from '../directory/lock.ts';

export interface ThreadSlots {
  readonly threads: number;
  /** Happens by itself when the process ends. */
  release(): Promise<void>;
  /** Takes the same number again after a release: how many threads a run has is part of its numerics, so others must fit around it. */
  retake(): Promise<void>;
}

/**
 * Takes cores for this process: `wanted` (all, unless said), less where others hold some, at least one.
 * @param cores what there is to share: physical ones, since a second thread on a core makes both wait.
 */
export async function claimThreads({ locks }: Pick<DataPaths, 'locks'>, wanted?: number, cores = computeCores()): Promise<ThreadSlots> {
  return withLock(join(locks.threads, 'turn'), async () => {
    const taken = (await otherClaims(locks.threads)).reduce((sum, { amount }) => sum + amount, 0);
    const threads = Math.max(1, Math.min(wanted ?? cores, cores - taken));
    const take = (): Promise<Claim> => putClaim(locks.threads, { pid: process.pid, amount: threads });
    let claim = await take();
    return {
      threads,
      release: () => claim.release(),
      async retake() {
        await claim.release();
        claim = await take();
      },
    };
  });
}

export interface FreeCore {
  /** Most threads of all engines together; null: all cores. */
  readonly limit: number | null;
  /** Cores that are given back first. */
  readonly freed?: number;
  readonly cores?: number;
}

/** Whether a claim made now would get a core that nobody else has. */
export async function hasFreeCore({ locks }: Pick<DataPaths, 'locks'>, { limit, freed = 0, cores = computeCores() }: FreeCore): Promise<boolean> {
  const taken = (await otherClaims(locks.threads)).reduce((sum, { amount }) => sum + amount, 0);
  return taken - freed < Math.min(cores, limit ?? cores);
}
