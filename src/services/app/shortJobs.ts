/** Jobs that someone waits for and a run must not wait behind: plans and timings. They end with the call that wants them. */
import { MixwrightError } from '../../shared/errors.ts';
import type { JobOf, JobResults } from '../../shared/jobs.ts';
import { runJob } from '../engineHosts/jobs.ts';
import type { Services } from '../services.ts';

type ShortKind = 'plan' | 'timing';

export interface ShortJobs {
  /** @throws MixwrightError of the job; STOPPED when the signal aborts or a run needs the cores. */
  run<K extends ShortKind>(job: JobOf<K>, signal: AbortSignal): Promise<JobResults[K]>;
  busy(): boolean;
  /** Cores that come free by `release`. */
  threads(): number;
  /** Ends them all: the cores they hold would be missing to the run for its whole life. */
  release(): Promise<void>;
}

interface OpenJob {
  readonly abort: AbortController;
  threads: number;
}

export function createShortJobs(services: Services): ShortJobs {
  const open = new Map<Promise<unknown>, OpenJob>();
  return {
    run(job, signal) {
      const entry: OpenJob = { abort: new AbortController(), threads: 0 };
      const onThreads = (held: number): void => {
        entry.threads = held;
      };
      const result = runJob(services, job, { signal: AbortSignal.any([signal, entry.abort.signal]), onThreads });
      const ended: Promise<unknown> = result.then(
        () => open.delete(ended),
        () => open.delete(ended),
      );
      open.set(ended, entry);
      return result;
    },
    busy: () => open.size > 0,
    threads: () => [...open.values()].reduce((sum, { threads }) => sum + threads, 0),
    async release() {
      const reason = new MixwrightError('STOPPED', 'a run has begun and needs the cores', { hint: 'ask again' });
      for (const { abort } of open.values()) abort.abort(reason);
      await Promise.all(open.keys());
    },
  };
}
