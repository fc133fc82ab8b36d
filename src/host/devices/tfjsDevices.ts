/** TensorFlow.js's backends: libtensorflow where it has been added, WebAssembly and JavaScript everywhere. */
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { arithmetic } from '../../engine/executors/arithmetic.ts';
import { type BackendName, openTfjsBackend, tfjsVersion } from '../../engine/executors/tfjs/backends.ts';
import { createTfjsExecutor } from '../../engine/executors/tfjs/executor.ts';
import { tolerances } from '../../engine/executors/tolerances.ts';
import { isRaised } from '../../llamacpp/abortFlag.ts';
import { listDevices } from '../../llamacpp/devices.ts';
import { loadGgml } from '../../llamacpp/ggml.ts';
import { availableMemory } from '../../llamacpp/systemMemory.ts';
import { findInstallation, tensorflowHome } from '../../tensorflow/installation.ts';
import type { KnownDevice, OpenOptions, PresentDevice } from './device.ts';
import { roundingSettings } from './roundingSettings.ts';

/** Of every fingerprint here. */
const ours = `tfjs ${arithmetic.tfjs} | ${tfjsVersion()}`;

/** Half of where WebAssembly's addresses end, as TensorFlow.js compiles it: its products keep copies of their right operands. */
const wasmMemory = 2 ** 31;

export function wasmDevice(): PresentDevice {
  return plainDevice({ backend: 'wasm', name: 'TensorFlow.js in WebAssembly, one thread', memory: wasmMemory });
}

export function scriptDevice(): PresentDevice {
  return plainDevice({ backend: 'cpu', name: 'TensorFlow.js in JavaScript, for tiny models', memory: Number.POSITIVE_INFINITY });
}

/** Where the library would be loaded from, or null: cheap, where loading it is not. */
export function tensorflowFolder(): string | null {
  try {
    return findInstallation({ home: home() }).folder;
  } catch {
    return null;
  }
}

/**
 * Loads the library, if there is one.
 * @param threads it computes with: told once, when it is loaded.
 */
export async function tensorflowDevice(threads: number): Promise<KnownDevice> {
  tellTensorflow(threads);
  // It brings TensorFlow.js along, which most jobs never need.
  const { openTensorflow } = await import('../../tensorflow/tensorflow.ts');
  const opened = await openTensorflow(home());
  if (!opened.available) {
    const reason = `${opened.reason}; add it with: ${opened.hint}`;
    return { present: false, id: 'tfjs-tensorflow', executor: 'tfjs', kind: 'cpu', name: 'TensorFlow.js on TensorFlow’s library', reason };
  }
  const { gpu, version, folder, register } = opened;
  const available = gpu ? gpuMemory : availableMemory;
  return {
    present: true,
    id: gpu ? 'tfjs-tensorflow-gpu' : 'tfjs-tensorflow',
    executor: 'tfjs',
    kind: gpu ? 'gpu' : 'cpu',
    name: `TensorFlow.js on TensorFlow ${version}${gpu ? ' (CUDA)' : ''}`,
    memoryBytes: gpu ? gpuMemory() : totalmem(),
    fingerprint: [ours, version, folder, gpu, JSON.stringify(roundingSettings(process.env))].join(' | '),
    lastResort: false,
    tolerance: tolerances.tfjs,
    async open({ abortFlag }) {
      const backend = await openTfjsBackend('tensorflow', async () => register());
      return {
        executor: createTfjsExecutor({ backend, library: { version, threads, settings: roundingSettings(process.env) }, available, ...stoppedBy(abortFlag) }),
        memoryFree: available(),
        sharesMemory: !gpu,
        growsByPlan: false,
      };
    },
  };
}

/** Read by TensorFlow once, when it is loaded. */
const settings = {
  // The same bits every time.
  TF_DETERMINISTIC_OPS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  // Products in f32.
  NVIDIA_TF32_OVERRIDE: '0',
  // Else it takes a GPU's whole memory when it is merely listed.
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
  // Errors alone: the end of stderr tells why a host died.
  TF_CPP_MIN_LOG_LEVEL: '2',
} as const;

/** In the process's own environment, which a host's worker shares. What the user has set stays, but for the threads: a run has its share of the cores. */
function tellTensorflow(threads: number): void {
  Object.assign(process.env, { ...settings, ...process.env, TF_NUM_INTRAOP_THREADS: String(threads) });
}

/** TensorFlow does not tell what its GPU can give; ggml may see the same one. Else what the system has is a guess. */
function gpuMemory(): number {
  const free = listDevices(loadGgml()).flatMap(({ kind, memoryFree }) => (kind === 'gpu' ? [memoryFree] : []));
  return free.length > 0 ? Math.max(...free) : availableMemory();
}

function home(): string {
  return tensorflowHome(process.env.MIXWRIGHT_LIBRARIES_DIR ?? join(tmpdir(), 'mixwright', 'libraries'));
}

function plainDevice({ backend: name, name: shown, memory }: { readonly backend: BackendName; readonly name: string; readonly memory: number }): PresentDevice {
  const available = (): number => Math.min(memory, availableMemory());
  return {
    present: true,
    id: `tfjs-${name}`,
    executor: 'tfjs',
    kind: 'cpu',
    name: shown,
    memoryBytes: Math.min(memory, totalmem()),
    fingerprint: [ours, name, process.version].join(' | '),
    lastResort: true,
    tolerance: tolerances.tfjs,
    async open({ abortFlag }) {
      const backend = await openTfjsBackend(name);
      return { executor: createTfjsExecutor({ backend, available, ...stoppedBy(abortFlag) }), memoryFree: available(), sharesMemory: true, growsByPlan: false };
    },
  };
}

function stoppedBy(abortFlag: OpenOptions['abortFlag']): { stopped?: () => boolean } {
  return abortFlag ? { stopped: () => isRaised(abortFlag) } : {};
}
