/** What only ggml's CPU backend has: a persistent thread pool, a thread count per graph, a native cancellation check. */
import koffi from 'koffi';
import { MixwrightError } from '../shared/errors.ts';
import { type AbortFlag, abortCallback } from './abortFlag.ts';
import { computeCores } from './cores.ts';
import { bindAddress, type NativeFunctions, type Pointer } from './cTypes.ts';
import type { Ggml } from './ggml.ts';
import { cpuSignatures } from './signatures.ts';

export interface CpuOptions {
  readonly threads: number;
  /** Whether idle threads wait actively for the next graph: 0 sleeps at once, 1 is faster between small graphs. */
  readonly poll: 0 | 1;
  readonly abortFlag: AbortFlag | null;
}

export interface CpuBackend {
  useThreads(count: number): void;
  /** Ends the threads; after the backend itself. */
  dispose(): void;
}

/** Without a pool ggml starts and joins its threads for every graph (ENGINE.md §6). */
export function setUpCpuBackend(ggml: Ggml, device: Pointer, backend: Pointer, { threads, poll, abortFlag }: CpuOptions): CpuBackend {
  const functions = cpuFunctions(ggml, device);
  const pool = functions.ggml_threadpool_new(threadpoolParameters(ggml, threads, poll));
  if (pool === null)
    throw new MixwrightError('DEVICE_FAILED', `cannot start ${threads} compute threads`, { hint: 'close other programs or use fewer threads' });
  functions.ggml_backend_cpu_set_threadpool(backend, pool);
  functions.ggml_backend_set_n_threads(backend, threads);
  if (abortFlag) {
    const { callback, data } = abortCallback(abortFlag);
    functions.ggml_backend_set_abort_callback(backend, callback, data);
  }
  return {
    useThreads: (count) => functions.ggml_backend_set_n_threads(backend, count),
    dispose: () => functions.ggml_threadpool_free(pool),
  };
}

/** Refuses more threads than cores: their barriers spin, and a step takes 50 times as long. */
export function checkThreads(threads: number): number {
  const cores = computeCores();
  if (Number.isInteger(threads) && threads >= 1 && threads <= cores) return threads;
  throw new MixwrightError('BAD_OPTIONS', `threads: expected 1 to ${cores}, the cores this process may use, got ${threads}`, { field: 'threads' });
}

type CpuFunctions = NativeFunctions<typeof cpuSignatures>;

function cpuFunctions(ggml: Ggml, device: Pointer): CpuFunctions {
  const registry = ggml.backend_dev_backend_reg(device);
  const functions = Object.entries(cpuSignatures).map(([name, signature]) => {
    const address = ggml.backend_reg_get_proc_address(registry, name);
    if (address === null) throw new MixwrightError('NOT_AVAILABLE', `ggml's CPU library has no function ${name}`, { hint: 'run npm install again' });
    return [name, bindAddress(address, signature)] as const;
  });
  return Object.fromEntries(functions) as unknown as CpuFunctions;
}

/** struct ggml_threadpool_params, filled by ggml itself so that a moved field shows before it is written. */
function threadpoolParameters(ggml: Ggml, threads: number, poll: number): Uint8Array {
  const type = koffi.struct({
    cpumask: koffi.array('bool', 512),
    n_threads: 'int',
    prio: 'int',
    poll: 'uint32_t',
    strict_cpu: 'bool',
    paused: 'bool',
  });
  const bytes = new Uint8Array(koffi.sizeof(type));
  ggml.threadpool_params_init(bytes, threads);
  const view = new DataView(bytes.buffer);
  const [threadsAt, pollAt] = [koffi.offsetof(type, 'n_threads'), koffi.offsetof(type, 'poll')];
  const defaultPoll = 50;
  if (view.getInt32(threadsAt, true) !== threads || view.getUint32(pollAt, true) !== defaultPoll) {
    throw new MixwrightError('NOT_AVAILABLE', "ggml's thread pool settings have another layout than expected", { hint: 'run npm install again' });
  }
  view.setUint32(pollAt, poll, true);
  return bytes;
}
