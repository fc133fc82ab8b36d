import { afterAll, describe, expect, it } from 'vitest';
import type { Dtype } from '../../../../src/engine/dtype.ts';
import type { Executor } from '../../../../src/engine/executors/executor.ts';
import { createReferenceExecutor } from '../../../../src/engine/executors/reference/executor.ts';
import { toleranceUse } from '../../../../src/engine/executors/tolerances.ts';
import { createGraph, type Graph, type Variable } from '../../../../src/engine/graph.ts';
import { groupedMatmul } from '../../../../src/engine/ops/groupedMatmul.ts';
import { groupedOuter } from '../../../../src/engine/ops/groupedOuter.ts';
import { elementCount } from '../../../../src/engine/shape.ts';
import { randomStream } from '../../../../src/shared/random.ts';
import { storedBytes, type TestedExecutor, testedExecutors } from '../../../support/executors.ts';

/** Rows of each expert. */
const loads = {
  even: [10, 10, 10, 10],
  'skewed, with an empty expert': [0, 31, 1, 8],
  'all to the last': [0, 0, 0, 40],
  'all to the first': [40, 0, 0, 0],
} as const;

const [rows, out, inner] = [40, 24, 32];

function random(seed: number, length: number): Float64Array {
  const stream = randomStream(seed, 'grouped');
  return Float64Array.from({ length }, (_, i) => Math.fround(stream.normal(0, i)));
}

/** Both directions and the weight gradient of a product by expert. Odd sizes: rows begin at addresses that GPUs cannot bind. */
function groupedGraph(weight: Variable): Graph {
  const graph = createGraph('grouped');
  const [x, dy, offsets] = [graph.input('x', [rows, inner]), graph.input('dy', [rows, out]), graph.input('offsets', [5], 'i32')];
  const w = graph.variable(weight);
  graph.output('y', groupedMatmul(x, w, offsets));
  graph.output('dx', groupedMatmul(dy, w, offsets, { transposeW: true }));
  graph.output('dw', groupedOuter(dy, x, offsets, 4));
  return graph;
}

function results(executor: Executor, dtype: Dtype, load: readonly number[]): Readonly<Record<string, ArrayLike<number>>> {
  const weight: Variable = { name: 'w', kind: 'frozen', shape: [4, out, inner], dtype };
  const session = executor.compile({ grouped: groupedGraph(weight) });
  session.write(weight, storedBytes(random(1, elementCount(weight.shape)), dtype, inner));
  const offsets = Int32Array.from([0, 1, 2, 3, 4], (expert) => load.slice(0, expert).reduce((sum, count) => sum + count, 0));
  const inputs = { x: Float32Array.from(random(2, rows * inner)), dy: Float32Array.from(random(3, rows * out)), offsets };
  // Twice: the second run must not see what the first left behind.
  session.run('grouped', { ...inputs, offsets: Int32Array.of(0, 3, 9, 20, 40) });
  const found = session.run('grouped', inputs);
  session.dispose();
  return found;
}

for (const tested of testedExecutors()) {
  describe(`products by expert on ${tested.label}`, () => {
    const executor = tested.open();
    afterAll(() => executor.dispose());
    const cases = Object.entries(loads).flatMap(([name, load]) => (['f32', 'q8_0'] as const).map((dtype) => [name, dtype, load] as const));
    it.each(cases)('are exact with a load that is %s, weights in %s', { timeout: 600_000 }, (_, dtype, load) => {
      const [expected, got] = [createReferenceExecutor(), executor].map((one) => results(one, dtype, load)) as [
        Readonly<Record<string, ArrayLike<number>>>,
        Readonly<Record<string, ArrayLike<number>>>,
      ];
      for (const name of ['y', 'dx', 'dw']) expect(toleranceUse(got[name] ?? [], expected[name] ?? [], tested.tolerance), name).toBeLessThanOrEqual(1);
    });
  });
}

describe('offsets that do not share out the rows', () => {
  it.each([
    [0, 10, 5, 20, 40],
    [0, 10, 20, 30, 39],
    [1, 10, 20, 30, 40],
  ])('are refused: %i %i %i %i %i', (...offsets) => {
    const executor = (testedExecutors().find(({ label }) => label === 'ggml CPU') as TestedExecutor).open();
    const session = executor.compile({ grouped: groupedGraph({ name: 'w', kind: 'frozen', shape: [4, out, inner], dtype: 'f32' }) });
    const inputs = { x: new Float32Array(rows * inner), dy: new Float32Array(rows * out), offsets: Int32Array.from(offsets) };
    expect(() => session.run('grouped', inputs)).toThrow('do not share out 40 rows');
    executor.dispose();
  });
});
