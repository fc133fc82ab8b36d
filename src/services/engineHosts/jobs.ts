/** Runs one job in an engine host of its own, within the machine's core budget. */
import { join } from 'node:path';
import { computeCores } from '../../llamacpp/cores.ts';
import { MixwrightError } from '../../shared/errors.ts';
import type { JobEvent, JobKind, JobOf, JobResults } from '../../shared/jobs.ts';
import type { Services } from '../services.ts';
import { readSettings } from '../settings.ts';
import { type RunningJob, startEngineHost } from './engineHost.ts';
import { claimThreads, type ThreadSlots } from './threadSlots.ts';

export interface JobOptions {
  onEvent?(event: JobEvent): void;
  onHeartbeat?(rssBytes: number): void;
  /** Threads to compute with; absent: MIXWRIGHT_THREADS, else what other engines leave. */
  readonly threads?: number;
  /** Called with the number of cores that the job holds from now to its end; not for jobs that only read files. */
  onThreads?(held: number): void;
  /** Called with the host's process id before the job is given to it; when it throws, the host is ended. */
  beforeStart?(pid: number): Promise<void>;
}

/** Jobs that only read files. */
const withoutCompute: ReadonlySet<JobKind> = new Set(['inspect', 'datasetCheck', 'datasetClean', 'datasetPreview', 'datasetRows']);

export async function startJob<K extends JobKind>(services: Services, job: JobOf<K>, options: JobOptions = {}): Promise<RunningJob<K>> {
  // Held by this process: the host has no id yet, and dies when this process does.
  const limits = await limitsOf(services);
  const slots = withoutCompute.has(job.kind)
    ? null
    : await claimThreads(services.data, threadsWanted(options) ?? threadsOfKind(job.kind, limits.cores), limits.cores);
  try {
    if (slots) options.onThreads?.(slots.threads);
    const host = await startEngineHost({
      ...options,
      onEvent(event) {
        // A paused run computes nothing: its cores are for others meanwhile.
        if (event.type === 'phase' && event.phase === 'paused') slots?.release().catch(() => undefined);
        options.onEvent?.(event);
      },
      entry: services.hostEntry,
      environment: environmentFor(services, { slots, gpuMemoryBytes: limits.gpuMemoryBytes }),
      debug: services.debug,
      spawn: services.spawn,
    });
    try {
      await options.beforeStart?.(host.pid);
    } catch (error) {
      host.kill();
      throw error;
    }
    const running = host.start(job);
    return {
      ...running,
      result: running.result.finally(() => slots?.release()),
      command(command) {
        if (command === 'resume') slots?.retake().catch(() => undefined);
        running.command(command);
      },
    };
  } catch (error) {
    await slots?.release();
    throw error;
  }
}

/**
 * Starts a job and waits for it.
 * @param signal cancels it. @throws the job's MixwrightError; once the signal is aborted, what it was aborted with where that is one, else STOPPED.
 */
export async function runJob<K extends JobKind>(
  services: Services,
  job: JobOf<K>,
  { signal, ...options }: JobOptions & { readonly signal?: AbortSignal } = {},
): Promise<JobResults[K]> {
  const running = await startJob(services, job, options);
  const cancel = (): void => running.command('cancel');
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted) cancel();
  try {
    return await running.result;
  } catch (error) {
    throw signal?.aborted ? wantedEnd(signal, error) : error;
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

/** However a job ends once it was told to end: that is what was wanted. */
function wantedEnd({ reason }: AbortSignal, error: unknown): MixwrightError {
  if (reason instanceof MixwrightError) return reason;
  if (error instanceof MixwrightError && error.code === 'STOPPED') return error;
  return new MixwrightError('STOPPED', 'cancelled', { cause: error });
}

/** A chat is open for long and idle for most of it: a run that starts meanwhile must find cores. */
function threadsOfKind(kind: JobKind, cores: number): number | undefined {
  return kind === 'chat' ? Math.max(1, Math.floor(cores / 2)) : undefined;
}

/** What the user allows all engines together. */
async function limitsOf({ data, warn }: Services): Promise<{ readonly cores: number; readonly gpuMemoryBytes: number | null }> {
  const { threads, gpuMemoryBytes } = await readSettings(data, warn);
  return { cores: Math.min(computeCores(), threads ?? Number.POSITIVE_INFINITY), gpuMemoryBytes };
}

/** A run of `MIXWRIGHT_THREADS=1 mixwright …` keeps the other cores for the user's own work. */
function threadsWanted({ threads }: JobOptions): number | undefined {
  const asked = process.env.MIXWRIGHT_THREADS;
  if (threads !== undefined || asked === undefined || asked === '') return threads;
  const count = Number(asked);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new MixwrightError('BAD_USAGE', `MIXWRIGHT_THREADS: expected a whole number of at least 1, got "${asked}"`, {
    hint: 'set the variable to a number, or remove it',
  });
}

function environmentFor(
  { data }: Services,
  { slots, gpuMemoryBytes }: { readonly slots: ThreadSlots | null; readonly gpuMemoryBytes: number | null },
): Readonly<Record<string, string>> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  return {
    // Exact unless the user chose speed.
    GGML_VK_DISABLE_F16: '1',
    // cuBLAS would round f32 products to TF32.
    NVIDIA_TF32_OVERRIDE: '0',
    ...inherited,
    // Else ggml starts a debugger when an assertion fails (ENGINE.md §5.2).
    GGML_NO_BACKTRACE: '1',
    MIXWRIGHT_CACHE_DIR: data.cache,
    MIXWRIGHT_LIBRARIES_DIR: data.libraries,
    ...(slots && { MIXWRIGHT_THREADS: String(slots.threads) }),
    ...(gpuMemoryBytes !== null && { MIXWRIGHT_GPU_MEMORY: String(gpuMemoryBytes) }),
  };
}

/** Where self-test results of the devices are kept. */
export function deviceCacheFile({ data }: Services): string {
  return join(data.cache, 'devices.json');
}
