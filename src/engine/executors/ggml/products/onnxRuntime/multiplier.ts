/** Matrix products by ONNX Runtime: one session per kind of transposition, all operands in place. */
import { addressOf, type Pointer } from '../../../../../llamacpp/cTypes.ts';
import { elementCount } from '../../../../shape.ts';
import type { Block, Multiplier, Transposed } from '../multiplier.ts';
import { loadOnnxRuntime, type OnnxRuntime } from './api.ts';
import { findOnnxRuntime } from './library.ts';
import { productModel, tensorNames } from './model.ts';

/** ORT_LOGGING_LEVEL_FATAL: errors come as statuses, nothing is printed. */
const silent = 4;
/** OrtArenaAllocator and OrtMemTypeDefault: what CreateCpuMemoryInfo wants for plain memory. */
const plainMemory = [1, 0] as const;
/** ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT. */
const float = 1;

/**
 * @param threads those of the executor, which waits meanwhile; they sleep between products.
 * @throws MixwrightError NOT_AVAILABLE when the library is missing or not the tested one.
 */
export function openOnnxRuntime(threads: number, path: string = findOnnxRuntime()): Multiplier {
  const runtime = loadOnnxRuntime(path);
  const environment = runtime.create((out) => runtime.CreateEnv(silent, 'mixwright', out));
  runtime.check(runtime.DisableTelemetryEvents(environment));
  const memory = runtime.create((out) => runtime.CreateCpuMemoryInfo(...plainMemory, out));
  const sessions = new Map<number, Pointer>();
  const sessionFor = (transposed: Transposed): Pointer => {
    const kind = (transposed.a ? 2 : 0) + (transposed.b ? 1 : 0);
    const session = sessions.get(kind) ?? createSession(runtime, { environment, threads, model: productModel(transposed) });
    sessions.set(kind, session);
    return session;
  };
  const run = createRun(runtime, memory);
  return {
    name: `onnxruntime ${runtime.version}`,
    multiply: ({ y, a, b, transposed }) => run(sessionFor(transposed), [a, b], y),
    dispose() {
      for (const session of sessions.values()) runtime.ReleaseSession(session);
      runtime.ReleaseMemoryInfo(memory);
      runtime.ReleaseEnv(environment);
    },
  };
}

interface SessionSettings {
  readonly environment: Pointer;
  readonly threads: number;
  readonly model: Uint8Array;
}

/** Threads are the session's own: an environment's shared pool keeps the size that the process's first one asked for. */
function createSession(runtime: OnnxRuntime, { environment, threads, model }: SessionSettings): Pointer {
  const options = runtime.create((out) => runtime.CreateSessionOptions(out));
  try {
    runtime.check(runtime.SetIntraOpNumThreads(options, threads));
    runtime.check(runtime.SetInterOpNumThreads(options, 1));
    runtime.check(runtime.AddSessionConfigEntry(options, 'session.intra_op.allow_spinning', '0'));
    // It may keep no memory: everything there is stands in the plan.
    runtime.check(runtime.DisableCpuMemArena(options));
    runtime.check(runtime.DisableMemPattern(options));
    return runtime.create((out) => runtime.CreateSessionFromArray(environment, model, model.length, options, out));
  } finally {
    runtime.ReleaseSessionOptions(options);
  }
}

type Run = (session: Pointer, inputs: readonly [Block, Block], output: Block) => void;

/** Tensors are described anew for each call (a microsecond), so that nothing has to know when addresses change. */
function createRun(runtime: OnnxRuntime, memory: Pointer): Run {
  const nameBytes = [tensorNames.a, tensorNames.b, tensorNames.product].map((name) => new TextEncoder().encode(`${name}\0`));
  const [aName, bName, yName] = nameBytes.map(addressOf) as [Pointer, Pointer, Pointer];
  const names = { inputs: BigUint64Array.of(aName, bName), outputs: BigUint64Array.of(yName), bytes: nameBytes };
  const describe = ({ address, shape }: Block, out: BigUint64Array): void => {
    const sizes = BigInt64Array.from(shape, BigInt);
    runtime.check(runtime.CreateTensorWithDataAsOrtValue(memory, address, elementCount(shape) * 4, sizes, shape.length, float, out));
  };
  return (session, [a, b], y) => {
    const values = new BigUint64Array(3);
    try {
      [a, b, y].forEach((block, i) => void describe(block, values.subarray(i, i + 1)));
      runtime.check(runtime.Run(session, null, names.inputs, values, 2, names.outputs, 1, values.subarray(2)));
    } finally {
      for (const value of values) if (value !== 0n) runtime.ReleaseValue(value);
    }
  };
}
