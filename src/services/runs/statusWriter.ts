/** What a host's events and the commands given to it mean for the run's record and its dataset's, written one after another. */
import type { JobCommand, JobEvent, JobOf } from '../../shared/jobs.ts';
import type { RunStatus } from '../../shared/run.ts';
import { registerDataset } from '../datasets/datasets.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import { statusOfPhase } from './runStatus.ts';
import { type RunPatch, updateRun } from './updateRun.ts';

export interface StatusWriter {
  tell(event: JobEvent): void;
  commanded(command: JobCommand): void;
  /** When everything told so far is on disk. */
  settled(): Promise<void>;
  /** Whether a step was told of. */
  hasStepped(): boolean;
}

export function writeStatus(data: DataDirectory, { id, job }: { readonly id: string; readonly job: JobOf<'train'> }): StatusWriter {
  let last: Promise<unknown> = Promise.resolve();
  let known: RunStatus | null = null;
  let total: number | null = null;
  let stepped = false;
  let accepted = job.resume;
  const queue = (work: () => Promise<unknown>): void => {
    last = last.then(work).catch(() => undefined);
  };
  const write = (patch: RunPatch): void => queue(() => updateRun(data, id, patch));
  const enter = (status: RunStatus): void => {
    // Told again after each checkpoint.
    if (status === known) return;
    known = status;
    write({ status, ...(status === 'running' && { startedAt: new Date().toISOString() }) });
  };
  return {
    tell(event) {
      if (event.type === 'phase') {
        // Not before: a refused recipe changes nothing.
        if (event.phase === 'training' && !accepted) {
          accepted = true;
          queue(() => registerDataset(data, job.recipe.dataset.files as readonly [string, ...string[]]));
        }
        const status = statusOfPhase(event.phase);
        // One that is to pause goes on until it has saved, and says so.
        if (status !== null && !(known === 'pausing' && status === 'running')) enter(status);
      } else if (event.type === 'step') {
        stepped = true;
      } else if (event.type === 'progress' && event.phase === 'training' && event.total !== total) {
        total = event.total;
        write({ totalSteps: total });
      }
    },
    commanded(command) {
      if (command === 'pause') enter('pausing');
      else if (command === 'resume') enter('preparing');
    },
    settled: async () => void (await last),
    hasStepped: () => stepped,
  };
}
