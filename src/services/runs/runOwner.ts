/** Who owns a run's folder: one process family at a time, for as long as one of its processes lives. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MixwrightError } from '../../shared/errors.ts';
import { type Claim, claimAlone, otherClaims, putClaim } from '../directory/claims.ts';

export interface RunClaim {
  /** The engine host writes the folder too: the claim then holds until it is gone as well, whatever happens to this process. */
  shareWith(pid: number): Promise<void>;
  release(): Promise<void>;
}

/** A host outlives a killed parent by a moment, on a busy machine by a longer one; who resumes at once waits for it. */
const patienceMilliseconds = 5000;

/**
 * Takes the run for this process; when the process dies, the claim dies with it.
 * @param patience how long to wait for an owner to go, in milliseconds.
 * @throws MixwrightError RUN_HELD when another living process has the run.
 */
export async function claimRun(directory: string, patience = patienceMilliseconds): Promise<RunClaim> {
  const folder = claimsOf(directory);
  const start = performance.now();
  for (;;) {
    const attempt = await claimAlone(folder, { pid: process.pid });
    if ('claim' in attempt) return claimed(folder, attempt.claim);
    if (performance.now() - start >= patience) throw held(directory, attempt.heldBy);
    // By chance, so that two that refused each other do not do so again.
    await sleep(20 + Math.random() * 40);
  }
}

/** A process that owns the run now; null when none does. */
export async function runOwner(directory: string): Promise<number | null> {
  return (await otherClaims(claimsOf(directory)))[0]?.pid ?? null;
}

/** @throws MixwrightError RUN_HELD while a process has the run. */
export async function requireUnowned(directory: string): Promise<void> {
  const owner = await runOwner(directory);
  if (owner !== null) throw held(directory, owner);
}

function claimed(folder: string, first: Claim): RunClaim {
  const claims = [first];
  return {
    async shareWith(pid) {
      claims.push(await putClaim(folder, { pid }));
    },
    async release() {
      for (const claim of claims) await claim.release();
    },
  };
}

function claimsOf(directory: string): string {
  return join(directory, '.owner');
}

function held(directory: string, pid: number): MixwrightError {
  return new MixwrightError('RUN_HELD', `the run in ${directory} is in the hands of process ${pid}`, {
    file: directory,
    hint: 'stop it there (Ctrl-C saves and stops), or wait for its end',
  });
}
