/** The worker thread of an engine host: runs one job, tells its events and its end. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { AbortFlag } from '../llamacpp/abortFlag.ts';
import { type ErrorObject, MixwrightError, toErrorObject } from '../shared/errors.ts';
import type { HostMessage, Job, JobKind } from '../shared/jobs.ts';
import type { JobHandler, JobHandlers } from './job.ts';
import { createControl } from './workerControl.ts';

export interface WorkerInput {
  readonly job: Job;
  readonly debug: boolean;
  readonly abortFlag: AbortFlag;
}

export async function runWorker(handlers: JobHandlers): Promise<void> {
  const { job, debug, abortFlag } = workerData as WorkerInput;
  const port = parentPort as MessagePort;
  const tell = (message: HostMessage): void => port.postMessage(message);
  const control = createControl({ port, abortFlag, tell });
  const handler = handlers[job.kind] as JobHandler<JobKind>;
  try {
    tell({ type: 'result', result: await handler(job, control) });
  } catch (error) {
    tell({ type: 'failed', error: describe(error, control.signal.aborted, debug) });
  } finally {
    port.close();
  }
}

/** Whatever a cancelled job stumbled over, it was stopped by the user. */
function describe(error: unknown, cancelled: boolean, debug: boolean): ErrorObject {
  const stopped = error instanceof MixwrightError && error.code === 'STOPPED';
  const shown = cancelled && !stopped ? new MixwrightError('STOPPED', 'cancelled', { cause: error }) : error;
  return { ...toErrorObject(shown), ...(debug && error instanceof Error && error.stack ? { stack: error.stack } : {}) };
}
