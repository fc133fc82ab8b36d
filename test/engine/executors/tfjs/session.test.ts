import { afterAll, describe, expect, it } from 'vitest';
import type { Executor, Session } from '../../../../src/engine/executors/executor.ts';
import { createGgmlExecutor } from '../../../../src/engine/executors/ggml/executor.ts';
import { createSelfTestModel } from '../../../../src/engine/executors/selfTest/selfTestModel.ts';
import { openTfjsBackend } from '../../../../src/engine/executors/tfjs/backends.ts';
import { createTfjsExecutor } from '../../../../src/engine/executors/tfjs/executor.ts';
import { tolerances, toleranceUse } from '../../../../src/engine/executors/tolerances.ts';
import { createGraph, type Variable } from '../../../../src/engine/graph.ts';
import { accumulate } from '../../../../src/engine/ops/accumulate.ts';
import { add } from '../../../../src/engine/ops/add.ts';
import { assign } from '../../../../src/engine/ops/assign.ts';
import { crossEntropyBackward } from '../../../../src/engine/ops/crossEntropyBackward.ts';
import { gatherRows } from '../../../../src/engine/ops/gatherRows.ts';
import { mul } from '../../../../src/engine/ops/mul.ts';
import { softmax } from '../../../../src/engine/ops/softmax.ts';
import { elementCount } from '../../../../src/engine/shape.ts';
import { loadGgml } from '../../../../src/llamacpp/ggml.ts';
import { randomStream } from '../../../../src/shared/random.ts';
import { cpuDevice, tfjsExecutors } from '../../../support/executors.ts';

const cpu = await openTfjsBackend('cpu');
const { core } = cpu;

function startedModel(executor: Executor): { session: Session; step: (number: number) => number; parameters: readonly Variable[] } {
  const model = createSelfTestModel();
  const session = executor.compile(model.programs);
  model.parameters.forEach((parameter, i) => {
    const stream = randomStream(i, 'started model');
    session.write(parameter, new Uint8Array(Float32Array.from({ length: elementCount(parameter.shape) }, (_, at) => stream.normal(0, at) * 0.2).buffer));
  });
  const step = (number: number): number => {
    const { loss } = session.run('backward', model.inputs);
    session.run('update', { settings: model.settings(number) });
    return loss?.[0] as number;
  };
  return { session, step, parameters: model.parameters };
}

describe.each(tfjsExecutors.map((tested) => [tested.label, tested] as const))('steps of training on %s', (_, tested) => {
  it('give the curve that ggml gives, and the same bits again', () => {
    const ggml = createGgmlExecutor({ ggml: loadGgml(), device: cpuDevice(loadGgml()), threads: 1 });
    const executor = tested.open();
    const curves = [ggml, executor, executor].map((one) => {
      const { session, step, parameters } = startedModel(one);
      const losses = [1, 2, 3, 4, 5].map(step);
      const weights = parameters.map((parameter) => session.read(parameter));
      session.dispose();
      return { losses, weights };
    });
    const [expected, got, again] = curves as [(typeof curves)[0], (typeof curves)[0], (typeof curves)[0]];
    expect(toleranceUse(got.losses, expected.losses, tolerances.trainingCurve)).toBeLessThanOrEqual(1);
    expect(again).toEqual(got);
    ggml.dispose();
    executor.dispose();
  });

  it('go on from a checkpoint as if they had never stopped', () => {
    const executor = tested.open();
    const whole = startedModel(executor);
    const first = [1, 2].map(whole.step);
    const saved = [...whole.session.variables].map((variable) => [variable.name, whole.session.read(variable)] as const);
    const rest = [3, 4].map(whole.step);
    const resumed = startedModel(executor);
    const byName = new Map([...resumed.session.variables].map((variable) => [variable.name, variable]));
    for (const [name, bytes] of saved) {
      // In two slices, as a checkpoint's reader gives them.
      const half = Math.floor(bytes.length / 8) * 4;
      resumed.session.write(byName.get(name) as Variable, bytes.subarray(0, half), 0);
      resumed.session.write(byName.get(name) as Variable, bytes.subarray(half), half);
    }
    expect([3, 4].map(resumed.step)).toEqual(rest);
    expect(first).toHaveLength(2);
    executor.dispose();
  });
});

describe.each(tfjsExecutors.map((tested) => [tested.label, tested] as const))('variables on %s', (_, tested) => {
  const executor = tested.open();
  afterAll(() => executor.dispose());
  const variable: Variable = { name: 'v', kind: 'trained', shape: [5, 3], dtype: 'f32' };
  const graph = createGraph('double');
  assign(graph.variable(variable), add(graph.variable(variable), graph.input('x', [5, 3])));
  graph.output('y', mul(graph.variable(variable), graph.variable(variable)));
  const values = Float32Array.from({ length: 15 }, (_, i) => i + 0.5);
  const bytesOf = (numbers: Float32Array): Uint8Array => new Uint8Array(numbers.buffer.slice(0));

  it('take bytes in pieces, in any order and at any address, and give them back so', () => {
    const session = executor.compile({ graph });
    const bytes = bytesOf(values);
    session.write(variable, bytes.subarray(30, 60), 30);
    expect(session.read(variable, 30, 30)).toEqual(bytes.slice(30, 60));
    expect(session.read(variable, 0, 30)).toEqual(new Uint8Array(30));
    session.write(variable, bytes.subarray(0, 7), 0);
    session.write(variable, bytes.subarray(7, 30), 7);
    expect(session.read(variable)).toEqual(bytes);
    expect(session.read(variable, 5, 9)).toEqual(bytes.slice(5, 14));
    expect(session.read(variable, 60, 0)).toEqual(new Uint8Array(0));
    session.zero(variable);
    expect(session.read(variable)).toEqual(new Uint8Array(60));
    session.dispose();
  });

  it('are used as written, even when the last piece is still to come', () => {
    const session = executor.compile({ graph });
    session.write(variable, bytesOf(values).subarray(0, 8), 0);
    const { y } = session.run('graph', { x: new Float32Array(15) });
    expect([...(y as Float32Array)].slice(0, 3)).toEqual([0.25, 2.25, 0]);
    session.dispose();
  });

  it('are added to: to zeros, to a sum, to what was written, and zeroed again', () => {
    const sum = createGraph('sum');
    const x = sum.input('x', [5, 3]);
    accumulate(sum.variable(variable), mul(x, x));
    const copied = createGraph('copied');
    accumulate(copied.variable(variable), copied.input('x', [5, 3]));
    copied.output('x', copied.input('x', [5, 3]));
    const session = executor.compile({ sum, copied });
    const held = (): number[] => [...new Float32Array(session.read(variable).buffer)];
    const squares = [...values].map((value) => value * value);
    session.run('sum', { x: values });
    expect(held()).toEqual(squares);
    session.zero(variable);
    session.zero(variable);
    session.run('sum', { x: values });
    session.run('sum', { x: values });
    expect(held()).toEqual(squares.map((value) => 2 * value));
    session.zero(variable);
    expect([...(session.run('copied', { x: values }).x as Float32Array)]).toEqual([...values]);
    expect(held()).toEqual([...values]);
    session.zero(variable);
    session.write(variable, bytesOf(values).subarray(0, 8), 0);
    session.run('copied', { x: values });
    expect(held()).toEqual([...values].map((value, i) => (i < 2 ? 2 * value : value)));
    session.dispose();
  });

  it('do not share memory with what the caller gave or was given', () => {
    const session = executor.compile({ graph });
    const x = values.slice();
    session.run('graph', { x });
    x.fill(100);
    const read = session.read(variable);
    read.fill(255);
    expect(session.read(variable)).toEqual(bytesOf(values));
    session.dispose();
  });
});

it.each(tfjsExecutors.map((tested) => [tested.label, tested] as const))(
  'rows are replaced in a copy on %s: whoever had the table still has it',
  (_, tested) => {
    const executor = tested.open();
    const graph = createGraph('graph');
    const [logits, targets] = [graph.input('logits', [2, 3]), graph.input('targets', [2], 'i32')];
    graph.output('gradient', crossEntropyBackward(logits, targets, graph.input('dy', [2])));
    graph.output('probabilities', softmax(logits));
    const session = executor.compile({ graph });
    const { gradient, probabilities } = session.run('graph', { logits: new Float32Array(6), targets: Int32Array.of(0, 2), dy: Float32Array.of(1, 1) });
    const third = Math.fround(1 / 3);
    for (const [i, probability] of (probabilities as Float32Array).entries()) {
      expect(probability).toBeCloseTo(third, 6);
      expect(gradient?.[i]).toBeCloseTo(i === 0 || i === 5 ? third - 1 : third, 6);
    }
    executor.dispose();
  },
);

it.each(tfjsExecutors.map((tested) => [tested.label, tested] as const))('rows of one table are replaced twice on %s: neither finds the other', (_, tested) => {
  const executor = tested.open();
  const graph = createGraph('graph');
  const [logits, dy] = [graph.input('logits', [1, 3]), graph.input('dy', [1])];
  for (const name of ['first', 'second']) graph.output(name, crossEntropyBackward(logits, graph.input(`${name} target`, [1], 'i32'), dy));
  const session = executor.compile({ graph });
  const inputs = { logits: new Float32Array(3), dy: Float32Array.of(1), 'first target': Int32Array.of(0), 'second target': Int32Array.of(2) };
  const { first, second } = session.run('graph', inputs);
  const third = 1 / 3;
  for (const [gradient, target] of [
    [first, 0],
    [second, 2],
  ] as const) {
    for (const [i, value] of (gradient as Float32Array).entries()) expect(value).toBeCloseTo(i === target ? third - 1 : third, 6);
  }
  executor.dispose();
});

it('one-hot rows are subtracted whole on a GPU, for the same bits', () => {
  const graph = createGraph('graph');
  const [logits, targets] = [graph.input('logits', [4, 5]), graph.input('targets', [4], 'i32')];
  graph.output('gradient', crossEntropyBackward(logits, targets, graph.input('dy', [4])));
  const stream = randomStream(1, 'logits');
  const inputs = {
    logits: Float32Array.from({ length: 20 }, (_, i) => stream.normal(0, i) * 3),
    targets: Int32Array.of(0, 4, 2, 2),
    dy: Float32Array.of(1, 0.3, 0, -2),
  };
  const [whole, scattered] = [true, false].map(
    (gpu) =>
      createTfjsExecutor({ backend: { ...cpu, gpu } })
        .compile({ graph })
        .run('graph', inputs).gradient,
  );
  expect(whole).toEqual(scattered);
});

describe('a run', () => {
  const table: Variable = { name: 'table', kind: 'trained', shape: [5, 8], dtype: 'f32' };
  const graph = createGraph('pick');
  graph.output('y', softmax(gatherRows(graph.variable(table), graph.input('ids', [3], 'i32'))));

  it('that fails half-way leaves nothing but the variables', () => {
    const executor = createTfjsExecutor({ backend: cpu });
    const session = executor.compile({ graph });
    const before = core.memory();
    expect(() => session.run('graph', { ids: Int32Array.of(0, 5, 1) })).toThrow(expect.objectContaining({ code: 'DEVICE_FAILED' }));
    expect(core.memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes });
    expect(session.run('graph', { ids: Int32Array.of(0, 4, 1) }).y).toHaveLength(24);
    executor.dispose();
  });

  it('stops between two steps when asked to, and can run again', () => {
    let asked = 0;
    let stopAt = 1;
    const executor = createTfjsExecutor({ backend: cpu, stopped: () => asked++ === stopAt });
    const session = executor.compile({ graph });
    const before = core.memory();
    expect(() => session.run('graph', { ids: Int32Array.of(0, 4, 1) })).toThrow(expect.objectContaining({ code: 'STOPPED' }));
    expect(asked).toBe(2);
    expect(core.memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes });
    stopAt = -1;
    expect(session.run('graph', { ids: Int32Array.of(0, 4, 1) }).y).toHaveLength(24);
    executor.dispose();
  });

  it.each([
    ['too few values', { ids: Int32Array.of(1) }, 'wants 3 values'],
    ['a missing input', {}, 'got none'],
    ['another type', { ids: Float32Array.of(1, 2, 3) }, 'is i32, got Float32Array'],
  ])('is refused: %s', (_, inputs, message) => {
    const executor = createTfjsExecutor({ backend: cpu });
    const session = executor.compile({ graph });
    expect(() => session.run('graph', inputs as Record<string, Int32Array>)).toThrow(message);
    expect(() => session.run('other')).toThrow('there is no program "other"');
    expect(() => session.write(table, new Uint8Array(8), 5 * 8 * 4 - 4)).toThrow('bytes [156, 164) are outside of variable "table", which has 160');
    expect(() => session.zero({ ...table })).toThrow('is not part of this session');
    session.dispose();
    expect(() => session.read(table)).toThrow('the session was disposed');
    executor.dispose();
  });

  it('is refused before it begins when it would write a packed weight', () => {
    const half: Variable = { name: 'half', kind: 'buffer', shape: [4], dtype: 'f16' };
    const writing = createGraph('writing');
    assign(writing.variable(half), writing.input('x', [4]));
    const executor = createTfjsExecutor({ backend: cpu });
    expect(() => executor.compile({ writing })).toThrow('assign: store wants f32 or i32, not f16');
    executor.dispose();
  });

  it('takes turns with other backends in one thread', async () => {
    const wasm = await openTfjsBackend('wasm');
    const executors = [cpu, wasm].map((backend) => createTfjsExecutor({ backend }));
    const sessions = executors.map((executor) => executor.compile({ graph }));
    const inputs = { ids: Int32Array.of(0, 4, 1) };
    const [first, second, third] = [sessions[0], sessions[1], sessions[0]].map((session) => session?.run('graph', inputs).y);
    expect(second).toEqual(first);
    expect(third).toEqual(first);
    for (const executor of executors) executor.dispose();
  });

  it('is refused before it begins on a backend that lacks a kernel, naming the op', () => {
    const lacking = { ...core, getKernel: (name: string, backend: string) => (name === 'Softmax' ? undefined : core.getKernel(name, backend)) };
    const executor = createTfjsExecutor({ backend: { ...cpu, core: lacking as typeof core } });
    for (const refused of [() => executor.plan({ graph }), () => executor.compile({ graph })]) {
      expect(refused).toThrow(
        expect.objectContaining({ code: 'NOT_AVAILABLE', message: 'op "softmax" needs kernel Softmax, which TensorFlow.js has not for backend "cpu"' }),
      );
    }
  });
});
