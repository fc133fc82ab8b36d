/**
 * The main thread of an engine host. It computes nothing itself: it starts the worker thread that does, hands messages on,
 * heartbeats, and stays able to answer while the worker blocks in native code. Only its channel commands it: SIGINT and
 * SIGHUP are ignored, and when the parent is gone it dies at once (what lies in a run folder is safe at any moment).
 */
import { SHARE_ENV, Worker } from 'node:worker_threads';
import { createAbortFlag, raiseAbortFlag } from '../llamacpp/abortFlag.ts';
import { MixwrightError, toErrorObject } from '../shared/errors.ts';
import type { HostMessage, HostRequest, JobCommand, JobKind } from '../shared/jobs.ts';
import type { ParentChannel } from './parentChannel.ts';
import type { WorkerInput } from './runWorker.ts';

export interface HostOptions {
  readonly channel: ParentChannel;
  /** The built worker file. */
  readonly worker: string;
  /** Loads the native libraries into this thread as well: they are closed when the last thread that loaded them ends (ENGINE.md §5.1). */
  preload(): unknown;
  readonly heartbeatMs?: number;
}

/** Jobs that read files only and need no native library. */
const withoutLibraries: ReadonlySet<JobKind> = new Set(['inspect', 'datasetCheck', 'datasetClean', 'datasetPreview', 'datasetRows']);

export function runHost({ channel, worker: workerFile, preload, heartbeatMs = 1000 }: HostOptions): void {
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  channel.onClosed(() => process.kill(process.pid, 'SIGKILL'));
  const beat = (): void => channel.send({ type: 'heartbeat', rssBytes: process.memoryUsage.rss() });
  setInterval(beat, heartbeatMs);
  let command: ((command: JobCommand) => void) | null = null;
  channel.onRequest((request) => {
    if (request.type === 'command') command?.(request.command);
    else if (command === null) command = startWorker(request, { channel, workerFile, preload });
  });
}

type Surroundings = Pick<HostOptions, 'channel' | 'preload'> & { readonly workerFile: string };

/** @returns how to command the worker. */
function startWorker({ job, debug }: Extract<HostRequest, { type: 'start' }>, { channel, workerFile, preload }: Surroundings): (command: JobCommand) => void {
  let finished = false;
  const finish = (message: HostMessage): void => {
    if (finished) return;
    finished = true;
    channel.send(message, () => process.exit(0));
  };
  if (!withoutLibraries.has(job.kind)) {
    try {
      preload();
    } catch (error) {
      finish({ type: 'failed', error: toErrorObject(error) });
      return () => undefined;
    }
  }
  const abortFlag = createAbortFlag();
  // The process's own environment: some libraries are told there how to compute, by whoever loads them.
  const worker = new Worker(workerFile, { workerData: { job, debug, abortFlag } satisfies WorkerInput, env: SHARE_ENV });
  worker.on('message', (message: HostMessage) => (message.type === 'event' ? channel.send(message) : finish(message)));
  worker.on('error', (error) => finish({ type: 'failed', error: { ...toErrorObject(error), message: `the engine's thread failed: ${error.message}` } }));
  worker.on('exit', () => finish({ type: 'failed', error: toErrorObject(new MixwrightError('INTERNAL', 'the job ended without a result')) }));
  return (command) => {
    if (command === 'cancel') raiseAbortFlag(abortFlag);
    worker.postMessage(command);
  };
}
