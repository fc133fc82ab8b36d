/** How often readers look at a run's files. */
import { readRunRecord } from './runRecord.ts';
import { hasEnded } from './runStatus.ts';

/** An ended run may be resumed, but nobody waits for its next step. */
const endedMs = 2000;

/**
 * Milliseconds from one look to the next. To be asked before the look: what was written until the run ended is then read at its pace.
 * @param everyMs while it goes on.
 */
export async function lookPause(directory: string, everyMs: number): Promise<number> {
  const record = await readRunRecord(directory).catch(() => null);
  return record !== null && hasEnded(record.status) ? Math.max(everyMs, endedMs) : everyMs;
}
