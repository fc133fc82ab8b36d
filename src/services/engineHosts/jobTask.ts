/** An engine host's job as the work of a task: its phases, progress and notes are told on, and cancelling the task ends it. */
import { MixwrightError } from '../../shared/errors.ts';
import type { JobEvent, JobKind, JobOf, JobResults } from '../../shared/jobs.ts';
import type { TaskControl, Tasks } from '../app/context.ts';
import type { Services } from '../services.ts';
import { runJob } from './jobs.ts';

/** @throws the job's MixwrightError; STOPPED when the task was cancelled. */
export async function runJobInTask<K extends JobKind>(services: Services, job: JobOf<K>, control: TaskControl): Promise<JobResults[K]> {
  throwIfStopped(control.signal);
  return runJob(services, job, { onEvent: (event) => tell(control, event), signal: control.signal });
}

/**
 * Two tasks that write to one new folder both find it free, and all the work of the later one would be for nothing.
 * @throws MixwrightError OUTPUT_EXISTS while a conversion or an export is writing there.
 */
export function refuseTakenOutput(tasks: Pick<Tasks, 'list'>, folder: string): void {
  const taker = tasks.list().find(({ kind, status, subject }) => (kind === 'convert' || kind === 'export') && status === 'running' && subject === folder);
  if (!taker) return;
  throw new MixwrightError('OUTPUT_EXISTS', `${folder} is being written to: ${taker.title}`, {
    file: folder,
    hint: 'name another folder, or wait for its end',
  });
}

export function throwIfStopped(signal: AbortSignal, cause: unknown = signal.reason): void {
  if (signal.aborted) throw new MixwrightError('STOPPED', 'cancelled', { cause });
}

function tell(control: TaskControl, event: JobEvent): void {
  if (event.type === 'phase') control.phase(event.phase);
  else if (event.type === 'progress') control.progress(event);
  else if (event.type === 'note' || event.type === 'warning') control.note(event.type, event.code, event.message);
}
