/** The second executor: TensorFlow.js on libtensorflow, WebAssembly or plain JavaScript. */
import { cpus } from 'node:os';
import { MixwrightError } from '../../../shared/errors.ts';
import { arithmetic } from '../arithmetic.ts';
import type { Executor, MemoryPlan, Session } from '../executor.ts';
import { bytesOf } from '../variableRange.ts';
import type { BackendName, TfjsBackend } from './backends.ts';
import { createDevice, type Device } from './device.ts';
import { type Lowered, lowerPrograms } from './lowering.ts';
import { memoryOf } from './memory.ts';
import { createSession } from './session.ts';

export interface TfjsExecutor extends Executor {
  readonly name: 'tfjs';
  readonly backend: BackendName;
}

export interface TfjsExecutorOptions {
  readonly backend: TfjsBackend;
  /** The native library behind backend 'tensorflow'. */
  readonly library?: {
    readonly version: string;
    readonly threads: number;
    /** Of its own settings those that decide rounding, by name. */
    readonly settings: Readonly<Record<string, string>>;
  };
  /** Bytes the device can give now; unlimited unless said. */
  readonly available?: () => number;
  /** Asked between two steps of a run, which then throws STOPPED. */
  readonly stopped?: () => boolean;
}

export function createTfjsExecutor(options: TfjsExecutorOptions): TfjsExecutor {
  const { backend, library, available = () => Number.POSITIVE_INFINITY, stopped = () => false } = options;
  const { name } = backend;
  const device = createDevice(backend);
  const sessions = new Set<Session>();
  const lower: typeof lowerPrograms = (...programs) => {
    const lowered = lowerPrograms(...programs);
    requireKernels(device, lowered);
    return lowered;
  };
  return {
    name: 'tfjs',
    backend: name,
    numerics: {
      executor: 'tfjs',
      arithmetic: arithmetic.tfjs,
      backend: name,
      library: `TensorFlow.js ${backend.version}`,
      // Which of its kernels run depends on the processor too.
      ...(library && { tensorflow: library.version, processor: cpus()[0]?.model ?? 'unknown', ...library.settings }),
      ...(name === 'wasm' && { simd: backend.core.env().getBool('WASM_HAS_SIMD_SUPPORT') }),
      threads: library?.threads ?? 1,
    },
    plan: (programs) => predict(lower(backend, programs)),
    compile(programs) {
      const lowered = lower(backend, programs);
      checkFits(name, predict(lowered), available());
      const session = createSession(device, { lowered, stopped, disposed: () => void sessions.delete(session) });
      sessions.add(session);
      return session;
    },
    dispose() {
      for (const session of sessions) session.dispose();
    },
  };
}

function predict(lowered: Lowered): MemoryPlan {
  const constantBytes = [...lowered.leaves.constants.values()].reduce((sum, { values }) => sum + values.byteLength, 0);
  return memoryOf(lowered, bytesOf, constantBytes);
}

/** Refuses before anything runs what the backend has no kernel for. */
function requireKernels(device: Device, { programs }: Lowered): void {
  for (const { steps } of programs.values()) {
    for (const { step } of steps) {
      const missing = step.kernels.find((kernel) => !device.hasKernel(kernel));
      if (missing === undefined) continue;
      throw new MixwrightError('NOT_AVAILABLE', `op "${step.op}" needs kernel ${missing}, which TensorFlow.js has not for backend "${device.backend}"`, {
        field: 'device',
        hint: 'choose another device: cpu runs everything',
      });
    }
  }
}

function checkFits(backend: BackendName, { total }: MemoryPlan, available: number): void {
  if (total <= available) return;
  const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;
  throw new MixwrightError('DOES_NOT_FIT', `TensorFlow.js (${backend}) cannot hold ${mebibytes(total)}: ${mebibytes(available)} are available`, {
    hint: 'use a smaller microBatch or sequenceLength, recompute "block", or a frozenDtype of fewer bits',
  });
}
