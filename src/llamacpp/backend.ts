/** Opens a device for computing. */
import { MixwrightError } from '../shared/errors.ts';
import { type AbortFlag, isRaised } from './abortFlag.ts';
import { computeCores } from './cores.ts';
import { checkThreads, setUpCpuBackend } from './cpuBackend.ts';
import type { Pointer } from './cTypes.ts';
import type { Device } from './devices.ts';
import type { Ggml } from './ggml.ts';

export interface Backend {
  readonly device: Device;
  readonly pointer: Pointer;
  readonly bufferType: Pointer;
  /** Compute threads; 0 on a GPU. */
  readonly threads: number;
  /** Kept here because native code reads its memory for as long as the backend lives. */
  readonly abortFlag: AbortFlag | null;
  /** Computes with fewer threads from now on (small graphs), `threads` at most. Without effect on a GPU. */
  useThreads(count: number): void;
  /** Runs a graph whose tensors are allocated. Throws STOPPED when the abort flag was raised, DEVICE_FAILED on any other failure. */
  compute(graph: Pointer): void;
  dispose(): void;
}

export interface BackendOptions {
  /** At most the machine's cores, which is also the default. */
  readonly threads?: number;
  readonly poll?: 0 | 1;
  /** Stops computing: on the CPU between two nodes, on a GPU between two graphs. */
  readonly abortFlag?: AbortFlag;
}

/** enum ggml_status. */
const status = { ok: 0, aborted: 1 } as const;

/** Throws DEVICE_FAILED when the device does not open, BAD_OPTIONS on more threads than cores. */
export function openBackend(ggml: Ggml, device: Device, options: BackendOptions = {}): Backend {
  const { poll = 0, abortFlag = null } = options;
  const threads = device.kind === 'cpu' ? checkThreads(options.threads ?? computeCores()) : 0;
  const handle = ggml.backend_dev_get(device.index);
  const pointer = ggml.backend_dev_init(handle, null);
  if (pointer === null) {
    throw new MixwrightError('DEVICE_FAILED', `${device.name} (${device.description}) does not open`, {
      hint: 'choose another device; "mixwright devices" lists them',
    });
  }
  const cpu = device.kind === 'cpu' ? setUpCpuBackend(ggml, handle, pointer, { threads, poll, abortFlag }) : null;
  return {
    device,
    pointer,
    bufferType: ggml.backend_get_default_buffer_type(pointer),
    threads,
    abortFlag,
    useThreads: (count) => cpu?.useThreads(Math.min(count, threads)),
    compute(graph) {
      // Asked here for GPUs, which do not look at the flag while they compute.
      if (abortFlag !== null && isRaised(abortFlag)) throw stopped();
      const result = ggml.backend_graph_compute(pointer, graph);
      if (result === status.ok) return;
      if (result === status.aborted) throw stopped();
      throw new MixwrightError('DEVICE_FAILED', `${device.name} failed to compute, ggml status ${result}`, {
        hint: 'update its driver or choose another device',
      });
    },
    dispose() {
      ggml.backend_free(pointer);
      cpu?.dispose();
    },
  };
}

function stopped(): MixwrightError {
  return new MixwrightError('STOPPED', 'the computation was stopped');
}
