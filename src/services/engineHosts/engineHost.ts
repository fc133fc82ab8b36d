/**
 * The client of an engine host: starts the process, gives it one job, hands on its events, and turns every way it can end
 * into a result or one typed error. A failed native assertion kills the host, never the caller.
 */
import { fromErrorObject, MixwrightError } from '../../shared/errors.ts';
import type { HostMessage, Job, JobCommand, JobEvent, JobKind, JobOf, JobResults } from '../../shared/jobs.ts';
import { forkHost, type HostExit, type HostProcess, type SpawnHost } from './hostProcess.ts';

export interface EngineHostOptions {
  /** The built host file. */
  readonly entry: string;
  /** The whole environment; native libraries read it once, at their start. */
  readonly environment: Readonly<Record<string, string>>;
  readonly debug?: boolean;
  readonly spawn?: SpawnHost;
  onEvent?(event: JobEvent): void;
  onHeartbeat?(rssBytes: number): void;
}

export interface RunningJob<K extends JobKind> {
  readonly pid: number;
  /** Rejects with the job's MixwrightError, or ENGINE_ABORTED when the process died. */
  readonly result: Promise<JobResults[K]>;
  command(command: JobCommand): void;
  /** Ends the process at once. */
  kill(): void;
}

export interface EngineHost {
  readonly pid: number;
  /** Once per host. */
  start<K extends JobKind>(job: JobOf<K>): RunningJob<K>;
  kill(): void;
}

/** What of stderr is kept: native libraries print why they aborted there, last. */
const stderrBytes = 4096;
/** A cancelled job that sits in a native call ends this much later. */
const cancelPatienceMs = 5000;
/** Ticks without a heartbeat after which a host is given up; ticks, not time, so that a machine that slept is not held against it. */
const silence = { tickMs: 5000, ticks: 24 } as const;

/** Starts the process; the job comes by `start`, so that whoever needs the process id first (to own a run) has it. */
export async function startEngineHost(options: EngineHostOptions): Promise<EngineHost> {
  const child = await (options.spawn ?? forkHost)(options.entry, options.environment);
  const watched = watch(child, options);
  return {
    pid: child.pid,
    kill: child.kill,
    start<K extends JobKind>(job: JobOf<K>) {
      watched.started(job.kind);
      child.send({ type: 'start', job: job as Job, debug: options.debug ?? false });
      return {
        pid: child.pid,
        result: watched.end as Promise<JobResults[K]>,
        command: (command) => sendCommand(child, command, watched),
        kill: child.kill,
      };
    },
  };
}

interface WatchedHost {
  readonly end: Promise<unknown>;
  /** What it was given to do: an end without an answer means different things. */
  started(kind: JobKind): void;
  /** Kills a host that was cancelled and does not answer: its end then counts as the user's wish. */
  endCancelled(): void;
}

function sendCommand(child: HostProcess, command: JobCommand, { end, endCancelled }: WatchedHost): void {
  child.send({ type: 'command', command });
  if (command !== 'cancel') return;
  const timer = setTimeout(endCancelled, cancelPatienceMs);
  const clear = (): void => clearTimeout(timer);
  end.then(clear, clear);
}

function watch(child: HostProcess, options: EngineHostOptions): WatchedHost {
  let stderr = '';
  let cancelled = false;
  let kind: JobKind | null = null;
  let outcome: { readonly result: unknown } | { readonly error: MixwrightError } | null = null;
  const guard = watchHeartbeats(child);
  child.onStderr((text) => {
    stderr = (stderr + text).slice(-stderrBytes);
  });
  child.onMessage((message: HostMessage) => {
    guard.beat();
    if (message.type === 'event') options.onEvent?.(message.event);
    else if (message.type === 'heartbeat') options.onHeartbeat?.(message.rssBytes);
    else if (message.type === 'result') outcome ??= { result: message.result };
    else outcome ??= { error: withStack(message.error) };
  });
  const end = new Promise<unknown>((resolve, reject) => {
    child.onExit((exit) => {
      guard.stop();
      if (outcome === null) reject(cancelled ? endedForUser(kind) : aborted(exit, { stderr, unresponsive: guard.gaveUp(), kind }));
      else if ('error' in outcome) reject(outcome.error);
      else resolve(outcome.result);
    });
  });
  // Whoever started the host and failed before giving it a job kills it, and waits for no result.
  end.catch(() => undefined);
  return {
    end,
    started(given) {
      kind = given;
    },
    endCancelled() {
      cancelled = true;
      child.kill();
    },
  };
}

function watchHeartbeats(child: HostProcess): { beat(): void; stop(): void; gaveUp(): boolean } {
  let quiet = 0;
  const timer = setInterval(() => {
    quiet++;
    if (quiet >= silence.ticks) child.kill();
  }, silence.tickMs);
  timer.unref();
  return {
    beat: () => {
      quiet = 0;
    },
    stop: () => clearInterval(timer),
    gaveUp: () => quiet >= silence.ticks,
  };
}

function withStack(error: Parameters<typeof fromErrorObject>[0]): MixwrightError {
  const typed = fromErrorObject(error);
  if (error.stack !== undefined) typed.stack = error.stack;
  return typed;
}

function endedForUser(kind: JobKind | null): MixwrightError {
  const hint = kind === 'train' ? 'nothing was saved since the last checkpoint' : 'nothing of its work is left';
  return new MixwrightError('STOPPED', 'cancelled; the engine was busy and has been ended', { hint });
}

interface Death {
  readonly stderr: string;
  readonly unresponsive: boolean;
  readonly kind: JobKind | null;
}

function aborted({ code, signal }: HostExit, { stderr, unresponsive, kind }: Death): MixwrightError {
  const how = unresponsive ? 'stopped answering and was ended' : `ended unexpectedly (${signal ?? `exit status ${code}`})`;
  const said = stderr.trim();
  const reason = said === '' ? outOfMemory(signal) : `; it said: ${said}`;
  const next = kind === 'train' ? 'resume the run, and it goes on from its last checkpoint (mixwright resume RUN)' : 'try it again';
  return new MixwrightError('ENGINE_ABORTED', `the engine ${how}${reason}`, { hint: `${next}; if it happens again, please report it with this message` });
}

/** The system ends processes this way when memory runs out, and says nothing. */
function outOfMemory(signal: string | null): string {
  return signal === 'SIGKILL' ? '; most likely the system ran out of memory, or someone ended the process' : '';
}
