import { describe, expect, it } from 'vitest';
import type { Executor } from '../../../../src/engine/executors/executor.ts';
import { createGgmlExecutor } from '../../../../src/engine/executors/ggml/executor.ts';
import { createSelfTestModel } from '../../../../src/engine/executors/selfTest/selfTestModel.ts';
import { tolerances, toleranceUse } from '../../../../src/engine/executors/tolerances.ts';
import { createGraph, type Variable } from '../../../../src/engine/graph.ts';
import { matmul } from '../../../../src/engine/ops/matmul.ts';
import { toFloat32 } from '../../../../src/engine/ops/toFloat32.ts';
import { elementCount } from '../../../../src/engine/shape.ts';
import { createAbortFlag, lowerAbortFlag, raiseAbortFlag } from '../../../../src/llamacpp/abortFlag.ts';
import { loadGgml } from '../../../../src/llamacpp/ggml.ts';
import { randomStream } from '../../../../src/shared/random.ts';
import { cpuDevice, storedBytes, testedExecutors } from '../../../support/executors.ts';

const ggml = loadGgml();
const executors = testedExecutors();

describe('two steps of a tiny mixture of experts', () => {
  const train = (executor: Executor): { losses: number[]; bytes: Uint8Array } => {
    const model = createSelfTestModel();
    const session = executor.compile(model.programs);
    model.parameters.forEach((parameter, i) => {
      const stream = randomStream(i, 'two steps');
      session.write(parameter, new Uint8Array(Float32Array.from({ length: elementCount(parameter.shape) }, (_, at) => stream.normal(0, at) * 0.2).buffer));
    });
    const losses = [1, 2, 3].map((step) => {
      const { loss } = session.run('backward', model.inputs);
      session.run('update', { settings: model.settings(step) });
      return loss?.[0] as number;
    });
    const bytes = session.read(model.parameters[0] as Variable);
    session.dispose();
    return { losses, bytes };
  };

  it('repeat bit for bit, in another session too', () => {
    const executor = createGgmlExecutor({ ggml, device: cpuDevice(ggml), threads: 1 });
    const [first, second] = [train(executor), train(executor)];
    expect(second).toEqual(first);
    expect(first.losses[2]).toBeLessThan(first.losses[0] as number);
    executor.dispose();
  });

  it.skipIf(executors.length < 2)('have the same losses on every device, whatever multiplies', { timeout: 600_000 }, () => {
    const [first, ...others] = executors.map((tested) => {
      const executor = tested.open();
      const { losses } = train(executor);
      executor.dispose();
      return losses;
    }) as [number[], ...number[][]];
    for (const losses of others) expect(toleranceUse(losses, first, tolerances.ggmlVulkan)).toBeLessThanOrEqual(1);
  });
});

describe.each(executors.map((tested) => [tested.label, tested] as const))('stored weights on %s', (_, tested) => {
  it.each(['f16', 'bf16', 'q8_0', 'q4_K'] as const)('in %s keep their bytes and multiply as what they stand for', { timeout: 600_000 }, (dtype) => {
    const executor = tested.open();
    const [stored, plain] = (['frozen', 'trained'] as const).map(
      (kind): Variable => ({ name: kind, kind, shape: [20, 256], dtype: kind === 'frozen' ? dtype : 'f32' }),
    ) as [Variable, Variable];
    const graph = createGraph('both');
    const x = graph.input('x', [18, 256]);
    graph.output('values', toFloat32(graph.variable(stored)));
    graph.output('stored', matmul(x, toFloat32(graph.variable(stored)), { transposeB: true }));
    graph.output('plain', matmul(x, graph.variable(plain), { transposeB: true }));
    const session = executor.compile({ graph });
    const values = Float64Array.from({ length: 20 * 256 }, (__, i) => Math.sin(i * 1.7));
    const bytes = storedBytes(values, dtype, 256);
    // In two pieces, as a streaming loader writes.
    session.write(stored, bytes.subarray(0, 1152));
    session.write(stored, bytes.subarray(1152), 1152);
    expect(session.read(stored)).toEqual(bytes);
    expect(session.read(stored, 288, 144)).toEqual(bytes.slice(288, 432));
    const inputs = { x: Float32Array.from({ length: 18 * 256 }, (__, i) => Math.cos(i)) };
    const widened = session.run('graph', inputs).values as Float32Array;
    session.write(plain, new Uint8Array(widened.buffer));
    const results = session.run('graph', inputs);
    expect(results.stored).toEqual(results.plain);
    expect(toleranceUse(widened, values, { relative: { f16: 1e-3, bf16: 5e-3, q8_0: 1e-2, q4_K: 0.1 }[dtype], absolute: 0 })).toBeLessThanOrEqual(1);
    session.zero(stored);
    expect(session.read(stored).every((byte) => byte === 0)).toBe(true);
    executor.dispose();
  });
});

describe('stopping', () => {
  it('ends a run between two nodes and leaves the session usable', () => {
    const abortFlag = createAbortFlag();
    const executor = createGgmlExecutor({ ggml, device: cpuDevice(ggml), threads: 1, abortFlag });
    const graph = createGraph('product');
    graph.output('y', matmul(graph.input('x', [8, 8]), graph.input('x', [8, 8])));
    const session = executor.compile({ graph });
    const x = Float32Array.from({ length: 64 }, (_, i) => i % 5);
    const expected = session.run('graph', { x });
    raiseAbortFlag(abortFlag);
    expect(() => session.run('graph', { x })).toThrow(expect.objectContaining({ code: 'STOPPED' }));
    lowerAbortFlag(abortFlag);
    expect(session.run('graph', { x })).toEqual(expected);
    executor.dispose();
  });
});
