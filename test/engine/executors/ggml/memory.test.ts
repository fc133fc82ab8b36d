import { afterAll, describe, expect, it } from 'vitest';
import { createGgmlExecutor } from '../../../../src/engine/executors/ggml/executor.ts';
import { createSelfTestModel } from '../../../../src/engine/executors/selfTest/selfTestModel.ts';
import { createGraph, type Variable } from '../../../../src/engine/graph.ts';
import { assign } from '../../../../src/engine/ops/assign.ts';
import { sumAll } from '../../../../src/engine/ops/broadcast.ts';
import { gatherRows } from '../../../../src/engine/ops/gatherRows.ts';
import { groupedMatmul } from '../../../../src/engine/ops/groupedMatmul.ts';
import { matmul } from '../../../../src/engine/ops/matmul.ts';
import { silu } from '../../../../src/engine/ops/silu.ts';
import { listDevices } from '../../../../src/llamacpp/devices.ts';
import { loadGgml } from '../../../../src/llamacpp/ggml.ts';
import { cpuDevice } from '../../../support/executors.ts';

const ggml = loadGgml();

for (const device of listDevices(ggml)) {
  describe(`memory on ${device.name}`, () => {
    const executor = createGgmlExecutor({ ggml, device, threads: 1 });
    afterAll(() => executor.dispose());

    it('is planned to the byte, by kind, and nothing stays behind', () => {
      const { programs } = createSelfTestModel();
      const plan = executor.plan(programs);
      expect(executor.live()).toEqual({ contexts: 0, buffers: 0, allocators: 0 });
      const session = executor.compile(programs);
      expect(session.memory).toEqual(plan);
      expect(plan.trained).toBe(plan.gradients);
      expect(plan.optimizer).toBeGreaterThanOrEqual(2 * plan.trained - 4096);
      expect(executor.live().buffers).toBeGreaterThan(0);
      session.dispose();
      session.dispose();
      expect(executor.live()).toEqual({ contexts: 0, buffers: 0, allocators: 0 });
    });

    it('counts the workspace of products by expert, and shares temporaries between programs', () => {
      const weight: Variable = { name: 'w', kind: 'frozen', shape: [4, 32, 64], dtype: 'q8_0' };
      const moe = createGraph('moe');
      moe.output('y', groupedMatmul(moe.input('x', [96, 64]), moe.variable(weight), moe.input('offsets', [5], 'i32')));
      const wide = createGraph('wide');
      const x = wide.input('x', [256, 256]);
      wide.output('y', silu(matmul(silu(x), x)));
      const alone = [{ moe }, { wide }].map((programs) => executor.plan(programs).activations);
      const together = executor.plan({ moe, wide });
      expect(together.activations).toBe(Math.max(...alone));
      // Inputs, and one expert in f32 at least: beside the graph or among its temporaries, as the products want it.
      const { scratch, activations } = executor.plan({ moe });
      expect(scratch + activations).toBeGreaterThanOrEqual((96 * 64 + 5) * 4 + 32 * 64 * 4 + 96 * 32 * 4);
      const session = executor.compile({ moe, wide });
      expect(session.memory).toEqual(together);
      session.dispose();
    });

    it('gives everything back when an op is refused half-way', () => {
      const graph = createGraph('refused');
      const variable: Variable = { name: 'half', kind: 'buffer', shape: [4], dtype: 'f16' };
      assign(graph.variable(variable), graph.input('x', [4]));
      expect(() => executor.compile({ graph })).toThrow('cannot write a variable of f16');
      expect(executor.live()).toEqual({ contexts: 0, buffers: 0, allocators: 0 });
    });
  });
}

describe('what would abort the process', () => {
  const executor = createGgmlExecutor({ ggml, device: cpuDevice(ggml), threads: 1 });
  const table: Variable = { name: 'table', kind: 'trained', shape: [5, 8], dtype: 'f32' };
  const graph = createGraph('pick');
  graph.output('y', gatherRows(graph.variable(table), graph.input('ids', [3], 'i32')));
  const session = executor.compile({ graph });
  afterAll(() => executor.dispose());

  it.each([
    ['a row that does not exist', { ids: Int32Array.of(0, 5, 1) }, 'asks at 1 for row 5 of 5'],
    ['a negative row', { ids: Int32Array.of(0, 1, -1) }, 'asks at 2 for row -1 of 5'],
    ['too few values', { ids: Int32Array.of(1) }, 'wants 3 values'],
    ['a missing input', {}, 'got none'],
    ['another type', { ids: Float32Array.of(1, 2, 3) }, 'is i32, got Float32Array'],
  ])('is refused: %s', (_, inputs, message) => {
    expect(() => session.run('graph', inputs as Record<string, Int32Array>)).toThrow(message);
  });

  it('is refused: bytes outside of a variable, a foreign variable, a program that is not there', () => {
    expect(() => session.write(table, new Uint8Array(8), 5 * 8 * 4 - 4)).toThrow('bytes [156, 164) are outside of variable "table", which has 160');
    expect(() => session.read(table, -4, 4)).toThrow('outside of variable');
    expect(() => session.zero({ ...table })).toThrow('is not part of this session');
    expect(() => session.run('other')).toThrow('there is no program "other"');
  });

  it('is refused: a session after its disposal', () => {
    const gone = executor.compile({ graph });
    gone.dispose();
    expect(() => gone.run('graph')).toThrow('the session was disposed');
    expect(() => gone.read(table)).toThrow('the session was disposed');
  });

  it('is refused: more memory than there is, saying how much was wanted', () => {
    const before = executor.live();
    const huge = createGraph('huge');
    huge.output('y', sumAll(huge.variable({ name: 'huge', kind: 'frozen', shape: [2 ** 22, 2 ** 20], dtype: 'f32' })));
    expect(() => executor.compile({ huge })).toThrow(expect.objectContaining({ code: 'DOES_NOT_FIT', message: expect.stringContaining('cannot hold 16777') }));
    expect(executor.live()).toEqual(before);
  });
});
