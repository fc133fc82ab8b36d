/** What a job sees of the world: where it tells its events, and the commands that arrive while it runs. */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { AbortFlag } from '../llamacpp/abortFlag.ts';
import { MixwrightError } from '../shared/errors.ts';
import type { HostMessage, JobCommand, JobEvent } from '../shared/jobs.ts';
import type { ProgressEvent } from '../shared/run.ts';
import type { HostControl } from './job.ts';

export interface ControlOptions {
  /** Commands come in here as bare values. */
  readonly port: MessagePort;
  readonly abortFlag: AbortFlag;
  tell(message: HostMessage): void;
}

/** Progress is for eyes: more often than this it would only cost time. */
const progressEveryMs = 100;

export function createControl({ port, abortFlag, tell }: ControlOptions): HostControl {
  const abort = new AbortController();
  const inbox = createInbox(port, (command) => {
    if (command === 'cancel') abort.abort(stopped());
  });
  const emit = (event: JobEvent): void => tell({ type: 'event', event });
  return {
    signal: abort.signal,
    abortFlag,
    emit,
    progress: throttled(emit),
    note: (type, code, message) => emit({ type, code, message }),
    takeCommand: inbox.take,
    async breathe() {
      await new Promise((resolve) => setImmediate(resolve));
      inbox.drain();
      abort.signal.throwIfAborted();
    },
    nextCommand: inbox.next,
  };
}

function stopped(): MixwrightError {
  return new MixwrightError('STOPPED', 'cancelled', { hint: 'nothing was saved since the last checkpoint' });
}

interface Inbox {
  take(): JobCommand | null;
  next(): Promise<JobCommand>;
  drain(): void;
}

/** Commands in order; one about the job itself (stop, pause, …) replaces an earlier one that nobody has acted on. */
function createInbox(port: MessagePort, seen: (command: JobCommand) => void): Inbox {
  let queue: readonly JobCommand[] = [];
  let waiting: ((command: JobCommand) => void) | null = null;
  const pop = (): JobCommand | null => {
    const [first = null, ...rest] = queue;
    queue = rest;
    return first;
  };
  const handOver = (): void => {
    if (!waiting || queue.length === 0) return;
    const resolve = waiting;
    waiting = null;
    resolve(pop() as JobCommand);
  };
  const receive = (command: JobCommand): void => {
    seen(command);
    queue = [...(typeof command === 'string' ? queue.filter((earlier) => typeof earlier !== 'string') : queue), command];
    handOver();
  };
  /** A job that never lets the event loop turn still gets its commands here. */
  const drain = (): void => {
    for (let message = receiveMessageOnPort(port); message; message = receiveMessageOnPort(port)) receive(message.message as JobCommand);
  };
  port.on('message', receive);
  return {
    drain,
    take() {
      drain();
      return pop();
    },
    next: () =>
      new Promise((resolve) => {
        waiting = resolve;
        handOver();
      }),
  };
}

/** The first and the last of each phase always, others at most every so often. */
function throttled(emit: (event: ProgressEvent) => void): HostControl['progress'] {
  let last = { phase: '', at: 0 };
  return (event) => {
    const at = performance.now();
    if (event.phase === last.phase && event.done < event.total && at - last.at < progressEveryMs) return;
    last = { phase: event.phase, at };
    emit({ type: 'progress', ...event });
  };
}
