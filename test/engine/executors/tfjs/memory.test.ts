import { describe, expect, it, vi } from 'vitest';
import { gradients } from '../../../../src/engine/autodiff.ts';
import type { Programs } from '../../../../src/engine/executors/executor.ts';
import { createSelfTestModel } from '../../../../src/engine/executors/selfTest/selfTestModel.ts';
import { openTfjsBackend, type TfjsBackend } from '../../../../src/engine/executors/tfjs/backends.ts';
import { createDevice } from '../../../../src/engine/executors/tfjs/device.ts';
import { createTfjsExecutor } from '../../../../src/engine/executors/tfjs/executor.ts';
import { refuseNull, type WasmMemory } from '../../../../src/engine/executors/tfjs/wasmMemory.ts';
import { createGraph, type Tensor, type Variable } from '../../../../src/engine/graph.ts';
import { adamw } from '../../../../src/engine/ops/adamw.ts';
import { assign } from '../../../../src/engine/ops/assign.ts';
import { sumAll } from '../../../../src/engine/ops/broadcast.ts';
import { crossEntropy } from '../../../../src/engine/ops/crossEntropy.ts';
import { groupedMatmul } from '../../../../src/engine/ops/groupedMatmul.ts';
import { groupedOuter } from '../../../../src/engine/ops/groupedOuter.ts';
import { matmul } from '../../../../src/engine/ops/matmul.ts';
import { rmsNorm } from '../../../../src/engine/ops/rmsNorm.ts';
import { silu } from '../../../../src/engine/ops/silu.ts';
import { toFloat32 } from '../../../../src/engine/ops/toFloat32.ts';

const backends = [await openTfjsBackend('cpu'), await openTfjsBackend('wasm'), ...(await installedTensorflow())];

/** Where MIXWRIGHT_TENSORFLOW names it. */
async function installedTensorflow(): Promise<readonly TfjsBackend[]> {
  if (!process.env.MIXWRIGHT_TENSORFLOW) return [];
  const { openTensorflow } = await import('../../../../src/tensorflow/tensorflow.ts');
  const opened = await openTensorflow('');
  if (!opened.available) throw new Error(opened.reason);
  return [await openTfjsBackend('tensorflow', async () => opened.register())];
}

/** A training step without experts: no shape depends on data. */
function densePrograms(): Programs {
  const [tokens, width, vocabulary] = [12, 32, 40];
  const frozen: Variable = { name: 'frozen', kind: 'frozen', shape: [width, width], dtype: 'q8_0' };
  const head: Variable = { name: 'head', kind: 'trained', shape: [vocabulary, width], dtype: 'f32' };
  const [gradient, first, second] = (['gradient', 'optimizer', 'optimizer'] as const).map((kind, i): Variable => ({ ...head, name: `${kind} ${i}`, kind })) as [
    Variable,
    Variable,
    Variable,
  ];
  const backward = createGraph('backward');
  const x = matmul(rmsNorm(backward.input('x', [tokens, width]), 1e-5), toFloat32(backward.variable(frozen)), { transposeB: true });
  const logits = matmul(silu(x), backward.variable(head), { transposeB: true });
  const loss = sumAll(crossEntropy(logits, backward.input('targets', [tokens], 'i32')));
  backward.output('loss', loss);
  assign(backward.variable(gradient), gradients(loss, [backward.variable(head)])[0] as Tensor);
  const update = createGraph('update');
  adamw(update.variable(head), update.variable(gradient), [update.variable(first), update.variable(second)], update.input('settings', [7]));
  return { backward, update };
}

const denseInputs = {
  backward: { x: new Float32Array(12 * 32).fill(0.5), targets: new Int32Array(12).fill(3) },
  update: { settings: Float32Array.of(0.1, 0.9, 0.999, 1e-8, 0.01, 10, 1000) },
};

/** Rows of so many bytes, or a multiple, are parts that TensorFlow does not copy. */
const sharedRow = 64;

interface Measured {
  readonly size: number;
  readonly shape: readonly number[];
}

/** Kernels of TensorFlow's whose results lie in their operand's memory, though they are buffers of their own to TensorFlow.js. */
const sharing: Readonly<Record<string, (x: Measured) => boolean>> = {
  Reshape: () => true,
  SplitV: ({ size, shape }) => ((size / (shape[0] as number)) * 4) % sharedRow === 0,
};

/** The most bytes that live tensors held at once while `run` ran, views of one memory counted once. */
function observedPeak({ name: backend, core }: TfjsBackend, run: () => void): number {
  const engine = core.engine() as unknown as {
    runKernel(name: string, inputs: { readonly x: Measured }, attributes: object): unknown;
    trackTensor(tensor: { dataId: object; size: number; dtype: string }, backend: unknown): void;
    disposeTensor(tensor: { dataId: object; size: number; dtype: string }): void;
    readonly state: { readonly tensorInfo: WeakMap<object, object> };
  };
  const [runKernel, track, dispose] = [engine.runKernel, engine.trackTensor, engine.disposeTensor];
  let shared = false;
  engine.runKernel = (name, inputs, attributes) => {
    shared = backend === 'tensorflow' && sharing[name]?.(inputs.x) === true;
    try {
      return runKernel.call(engine, name, inputs, attributes);
    } finally {
      shared = false;
    }
  };
  const live = new Map<object, { count: number; bytes: number }>();
  let held = 0;
  let peak = 0;
  engine.trackTensor = (tensor, backend) => {
    // A view of what was there before takes nothing.
    const there = shared || (!live.has(tensor.dataId) && engine.state.tensorInfo.has(tensor.dataId));
    const known = live.get(tensor.dataId) ?? { count: 0, bytes: there ? 0 : tensor.size * 4 };
    if (known.count === 0) held += known.bytes;
    known.count++;
    live.set(tensor.dataId, known);
    peak = Math.max(peak, held);
    track.call(engine, tensor, backend);
  };
  engine.disposeTensor = (tensor) => {
    const known = live.get(tensor.dataId);
    if (known) {
      known.count--;
      if (known.count === 0) held -= known.bytes;
    }
    dispose.call(engine, tensor);
  };
  try {
    run();
    return peak;
  } finally {
    engine.runKernel = runKernel;
    engine.trackTensor = track;
    engine.disposeTensor = dispose;
  }
}

describe.each(backends.map((backend) => [backend.name, backend] as const))('memory on %s', (name, backend) => {
  const { core } = backend;
  /** Bytes: TensorFlow's kernels upload an axis for themselves. */
  const kernelsOwn = name === 'tensorflow' ? 16 : 0;

  it('is planned to the byte, by kind, and nothing stays behind', () => {
    const executor = createTfjsExecutor({ backend });
    const before = core.memory();
    for (const programs of [createSelfTestModel().programs, densePrograms()]) {
      const plan = executor.plan(programs);
      expect(core.memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes });
      const session = executor.compile(programs);
      expect(session.memory).toEqual(plan);
      // Frozen weights in q8_0 stay on the host.
      const onDevice = plan.total - plan.activations - (programs.update === undefined ? 0 : plan.frozen);
      expect(core.memory().numBytes - before.numBytes).toBe(onDevice);
      session.dispose();
      session.dispose();
      expect(core.memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes });
    }
    executor.dispose();
  });

  it('is what it was after every run', () => {
    const executor = createTfjsExecutor({ backend });
    const before = core.memory();
    const session = executor.compile(densePrograms());
    const compiled = core.memory();
    const rounds = [1, 2, 3].map(() =>
      (['backward', 'update'] as const).map((program) => {
        session.run(program, denseInputs[program]);
        const { numTensors, numBytes, numDataBuffers } = core.memory();
        // TensorFlow's views are buffers too.
        if (name !== 'tensorflow') expect(numDataBuffers).toBe(compiled.numDataBuffers);
        return { numTensors, numBytes, numDataBuffers };
      }),
    );
    // Views of variables and constants stay for the next run.
    expect(rounds[2]).toEqual(rounds[1]);
    expect(rounds[1]?.[1]).toEqual(rounds[0]?.[1]);
    session.dispose();
    expect(core.memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes });
    executor.dispose();
  });

  it('peaks where the plan says, in every program', () => {
    const executor = createTfjsExecutor({ backend });
    for (const program of ['backward', 'update'] as const) {
      const alone = { [program]: densePrograms()[program] as Programs[string] };
      const session = executor.compile(alone);
      const peak = observedPeak(backend, () => session.run(program, denseInputs[program]));
      const own = peak - executor.plan(alone).activations;
      expect(own).toBeGreaterThanOrEqual(0);
      expect(own).toBeLessThanOrEqual(kernelsOwn);
      session.dispose();
    }
    executor.dispose();
  });

  it('stays below the plan where shapes depend on data', () => {
    const executor = createTfjsExecutor({ backend });
    const { programs, inputs } = createSelfTestModel();
    const session = executor.compile({ backward: programs.backward as Programs[string] });
    const peak = observedPeak(backend, () => session.run('backward', inputs));
    expect(peak).toBeLessThanOrEqual(session.memory.activations + session.memory.gradients);
    executor.dispose();
  });

  it.each([
    { inner: 6, out: 10 },
    { inner: 32, out: 16 },
  ])('stays below the plan for products by expert, with rows of $inner and $out numbers, however tokens fall', ({ inner, out }) => {
    const [tokens, experts] = [24, 4];
    const forward = createGraph('forward');
    const [x, weight] = [forward.input('x', [tokens, inner]), forward.input('w', [experts, out, inner])];
    forward.output('y', groupedMatmul(x, weight, forward.input('offsets', [experts + 1], 'i32')));
    const backward = createGraph('backward');
    const [dy, again] = [backward.input('dy', [tokens, out]), backward.input('x', [tokens, inner])];
    backward.output('dw', groupedOuter(dy, again, backward.input('offsets', [experts + 1], 'i32'), experts));
    const executor = createTfjsExecutor({ backend });
    const values = { x: new Float32Array(tokens * inner), dy: new Float32Array(tokens * out), w: new Float32Array(experts * out * inner) };
    for (const programs of [{ forward }, { backward }]) {
      const session = executor.compile(programs);
      for (const starts of [
        [0, 6, 12, 18, 24],
        [0, 1, 24, 24, 24],
        [0, 0, 0, 0, 24],
        [0, 8, 8, 16, 24],
      ]) {
        const peak = observedPeak(backend, () => session.run(Object.keys(programs)[0] as string, { ...values, offsets: Int32Array.from(starts) }));
        expect(peak - session.memory.activations).toBeLessThanOrEqual(kernelsOwn);
      }
      session.dispose();
    }
    executor.dispose();
  });

  it('is refused before anything is allocated when there is not enough', () => {
    const executor = createTfjsExecutor({ backend, available: () => 1000 });
    const before = core.memory();
    expect(() => executor.compile(densePrograms())).toThrow(
      expect.objectContaining({ code: 'DOES_NOT_FIT', message: `TensorFlow.js (${name}) cannot hold 1 MiB: 1 MiB are available` }),
    );
    expect(core.memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes });
  });
});

describe('the memory of WebAssembly', () => {
  it('when it is full is an error, not an address', () => {
    // Filling the real one would take 4 GiB.
    const full: WasmMemory = { _malloc: (bytes) => (bytes > 100 ? 0 : 16), _free: () => undefined };
    refuseNull(full);
    refuseNull(full);
    expect(full._malloc(100)).toBe(16);
    expect(() => full._malloc(101)).toThrow('there is no room for 101 bytes');
    expect(() => full._malloc(2 ** 32 + 8)).toThrow('there is no room for 4294967304 bytes');
  });

  it('is watched where a backend was opened', () => {
    const [, { core }] = backends as [TfjsBackend, TfjsBackend];
    const { wasm } = core.engine().findBackend('wasm') as unknown as { readonly wasm: WasmMemory };
    expect(() => wasm._malloc(2 ** 32)).toThrow('there is no room');
  });
});

describe.skipIf(!process.env.MIXWRIGHT_TENSORFLOW)('memory on TensorFlow', () => {
  const backend = backends.at(-1) as TfjsBackend;

  it.each([
    { width: sharedRow / 4, copied: 'not copied' },
    { width: sharedRow / 4 - 1, copied: 'copied' },
  ])('of a tensor with rows of $width numbers is $copied when it is cut', ({ width, copied }) => {
    const device = createDevice(backend);
    device.activate();
    const rows = 2 ** 20;
    const whole = device.upload(new Float32Array(rows * width), [rows, width]);
    // From its first use on a tensor is the library's.
    device.dispose(device.view(whole, [rows * width]));
    const before = process.memoryUsage.rss();
    const parts = device.kernelOutputs('SplitV', { x: whole }, { numOrSizeSplits: [1, rows - 1], axis: 0 });
    const taken = process.memoryUsage.rss() - before;
    for (const tensor of [whole, ...parts]) device.dispose(tensor);
    expect(taken > (rows * width * 4) / 2 ? 'copied' : 'not copied').toBe(copied);
  });

  it('holds a written variable once: its values do not wait on the host for the first step', () => {
    const executor = createTfjsExecutor({ backend });
    const session = executor.compile(densePrograms());
    const kernels = backend.core.engine().findBackend('tensorflow') as unknown as { binding: { createTensor(...values: unknown[]): number } };
    const { binding } = kernels;
    const taken = vi.fn(binding.createTensor);
    // What the addon exports cannot be replaced in place.
    kernels.binding = Object.create(binding, { createTensor: { value: taken } });
    const [head] = [...session.variables].filter(({ kind }) => kind === 'trained') as [Variable];
    const bytes = new Uint8Array(Float32Array.from({ length: 40 * 32 }, (_, i) => i).buffer);
    session.write(head, bytes.subarray(0, 100));
    expect(taken).not.toHaveBeenCalled();
    session.write(head, bytes.subarray(100), 100);
    expect(taken.mock.calls.map(([, , values]) => (values as ArrayLike<number>).length)).toContain(40 * 32);
    expect(session.read(head)).toEqual(bytes);
    kernels.binding = binding;
    executor.dispose();
  });
});
