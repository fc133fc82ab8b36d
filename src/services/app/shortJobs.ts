/** Jobs that someone waits for and a run must not wait behind: plans and timings. They end with the call that wants them. */
import { MixwrightError } from '../../shared/errors.ts';
import type { JobOf, JobResults } from '../../shared/jobs.ts';
import { startJob } from '../jobs.ts';
import type { Services } from '../services.ts';

type ShortKind = 'plan' | 'timing';

export interface ShortJobs {
  /** @throws MixwrightError of the job; STOPPED when the signal aborts or a run needs the cores. */
  run<K extends ShortKind>(job: JobOf<K>, signal: AbortSignal): Promise<JobResults[K]>;
  /** Ends them all: the cores they hold would be missing to the run for its whole life. */
  release(): Promise<void>;
}

export function createShortJobs(services: Services): ShortJobs {
  const open = new Map<Promise<unknown>, AbortController>();
  return {
    run(job, signal) {
      const abort = new AbortController();
      const result = runUntil(services, job, AbortSignal.any([signal, abort.signal]));
      const ended: Promise<unknown> = result.then(
        () => open.delete(ended),
        () => open.delete(ended),
      );
      open.set(ended, abort);
      return result;
    },
    async release() {
      const reason = new MixwrightError('STOPPED', 'a run has begun and needs the cores', { hint: 'ask again' });
      for (const abort of open.values()) abort.abort(reason);
      await Promise.all(open.keys());
    },
  };
}

async function runUntil<K extends ShortKind>(services: Services, job: JobOf<K>, signal: AbortSignal): Promise<JobResults[K]> {
  const running = await startJob(services, job);
  const cancel = (): void => running.command('cancel');
  signal.addEventListener('abort', cancel);
  if (signal.aborted) cancel();
  try {
    return await running.result;
  } catch (error) {
    throw signal.aborted && signal.reason instanceof MixwrightError ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
