/** One process at a time adds or removes a library; a second one is told so at once, because a download takes minutes. */
import { MixwrightError } from '../../shared/errors.ts';
import { claimAlone } from '../directory/claims.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';

/** @throws MixwrightError NOT_AVAILABLE while another process has its turn; and what `work` throws. */
export async function withLibrariesTurn<T>({ locks }: Pick<DataDirectory, 'locks'>, work: () => Promise<T>): Promise<T> {
  const attempt = await claimAlone(locks.libraries, { pid: process.pid });
  if ('heldBy' in attempt) {
    throw new MixwrightError('NOT_AVAILABLE', `process ${attempt.heldBy} is adding or removing a library right now`, { hint: 'wait for it to end, or end it' });
  }
  try {
    return await work();
  } finally {
    await attempt.claim.release();
  }
}
