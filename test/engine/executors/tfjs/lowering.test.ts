import { describe, expect, it } from 'vitest';
import type { LoweredFor } from '../../../../src/engine/executors/tfjs/builder.ts';
import { lowerPrograms } from '../../../../src/engine/executors/tfjs/lowering.ts';
import { createGraph, type Graph, type Variable } from '../../../../src/engine/graph.ts';
import { add } from '../../../../src/engine/ops/add.ts';
import { crossEntropyBackward } from '../../../../src/engine/ops/crossEntropyBackward.ts';
import { mul } from '../../../../src/engine/ops/mul.ts';
import { permute } from '../../../../src/engine/ops/permute.ts';
import { rope } from '../../../../src/engine/ops/rope.ts';

/** The kernels of a program's steps, in order. */
function kernelsOf(graph: Graph, backend: LoweredFor = { name: 'cpu', gpu: false }): readonly string[] {
  const { programs } = lowerPrograms(backend, { graph });
  return (programs.get('graph')?.steps ?? []).flatMap(({ step }) => step.kernels);
}

const weights = (name: string): Variable => ({ name, kind: 'trained', shape: [6, 2, 8], dtype: 'f32' });
const settings = { dimensions: 8, theta: 100, attentionFactor: 1, inverse: false };

describe('what is said twice', () => {
  it('is computed once where it depends on inputs and constants alone, in every layer and backwards too', () => {
    const graph = createGraph('layers');
    const divisors = graph.constant(Float32Array.of(1, 1, 1, 1), [4]);
    for (const [layer, inverse] of [false, false, true].entries()) {
      graph.output(`${layer}`, rope(graph.variable(weights(`w${layer}`)), graph.input('positions', [6], 'i32'), divisors, { ...settings, inverse }));
    }
    for (const once of ['Cast', 'Cos', 'Sin']) expect(kernelsOf(graph).filter((kernel) => kernel === once)).toHaveLength(1);
  });

  it('is told apart by its operands, their shapes and its settings', () => {
    const graph = createGraph('apart');
    const [x, y] = [graph.input('x', [2, 3]), graph.input('y', [2, 3])];
    for (const [name, value] of Object.entries({ a: add(x, y), b: add(y, x), c: mul(x, y), d: add(x, y) })) graph.output(name, value);
    expect(kernelsOf(graph)).toEqual(['Add', 'Add', 'Multiply']);
  });

  it('is computed twice where it depends on weights: it may be so to save memory', () => {
    const graph = createGraph('recomputed');
    const [x, w] = [graph.input('x', [6, 2, 8]), graph.variable(weights('w'))];
    graph.output('a', add(x, w));
    graph.output('b', add(x, w));
    expect(kernelsOf(graph)).toEqual(['Add', 'Add']);
  });
});

describe('a permutation', () => {
  it.each([
    { shape: [1, 5, 4, 3], axes: [0, 2, 1, 3], kernels: ['Transpose'] },
    { shape: [2, 1, 4, 3], axes: [0, 2, 1, 3], kernels: [] },
    { shape: [1, 1, 4], axes: [1, 2, 0], kernels: [] },
    { shape: [2, 5, 1], axes: [1, 2, 0], kernels: ['Transpose'] },
  ])('of $shape by $axes moves data only where axes longer than 1 change places', ({ shape, axes, kernels }) => {
    const graph = createGraph('turned');
    graph.output('y', permute(graph.input('x', shape), axes));
    expect(kernelsOf(graph)).toEqual(kernels);
  });
});

describe('what a scatter does', () => {
  it('is done without on a GPU: there it would take all probabilities through the host', () => {
    const graph = createGraph('gradient');
    const [logits, targets] = [graph.input('logits', [4, 5]), graph.input('targets', [4], 'i32')];
    graph.output('gradient', crossEntropyBackward(logits, targets, graph.input('dy', [4])));
    expect(kernelsOf(graph, { name: 'tensorflow', gpu: false })).toEqual(['Softmax', 'Add', 'GatherV2', 'Sub', 'TensorScatterUpdate', 'Multiply']);
    expect(kernelsOf(graph, { name: 'tensorflow', gpu: true })).toEqual(['Softmax', 'OneHot', 'Sub', 'Multiply']);
  });
});
