/** The contract between the host's worker and its jobs: a job is a function of its input and a control. */

import type { AbortFlag } from '../llamacpp/abortFlag.ts';
import type { JobCommand, JobEvent, JobKind, JobOf, JobResults } from '../shared/jobs.ts';
import type { JobControl } from '../shared/progress.ts';

export interface HostControl extends JobControl {
  emit(event: JobEvent): void;
  /** Raised on `cancel`: native code looks at it within a step. */
  readonly abortFlag: AbortFlag;
  /** The next command not yet taken; jobs look between steps. `cancel` also aborts the signal. */
  takeCommand(): JobCommand | null;
  /** Lets messages in and throws STOPPED when the job was cancelled: long synchronous work calls it between pieces. */
  breathe(): Promise<void>;
  /** Resolves with the next command: how a paused job waits. */
  nextCommand(): Promise<JobCommand>;
}

export type JobHandler<K extends JobKind> = (job: JobOf<K>, control: HostControl) => Promise<JobResults[K]>;
export type JobHandlers = { readonly [K in JobKind]: JobHandler<K> };
