import { describe, expect, it } from 'vitest';
import { createReferenceExecutor } from '../../src/engine/executors/reference/executor.ts';
import { createGraph, type Tensor, type Variable } from '../../src/engine/graph.ts';
import { accumulate } from '../../src/engine/ops/accumulate.ts';
import { affine } from '../../src/engine/ops/affine.ts';
import { sumAxis } from '../../src/engine/ops/broadcast.ts';
import { detach } from '../../src/engine/ops/detach.ts';
import { matmul } from '../../src/engine/ops/matmul.ts';
import { permute } from '../../src/engine/ops/permute.ts';
import { reshape } from '../../src/engine/ops/reshape.ts';
import { slice } from '../../src/engine/ops/slice.ts';
import { schedule } from '../../src/engine/schedule.ts';
import { testedExecutors } from '../support/executors.ts';

const weight: Variable = { name: 'weight', kind: 'trained', shape: [2, 2], dtype: 'f32' };

function place(order: readonly Tensor[], node: Tensor): number {
  return order.indexOf(node);
}

describe('a write in place', () => {
  it('waits for readers of the old value, whenever they were created', () => {
    const graph = createGraph('p');
    const w = graph.variable(weight);
    const write = accumulate(w, graph.input('x', [2, 2]));
    const reader = matmul(graph.input('y', [2, 2]), w);
    graph.output('read', reader);
    const order = schedule(graph);
    expect(place(order, reader)).toBeLessThan(place(order, write));
  });

  it.each([
    ['reshape', (w: Tensor) => reshape(w, [4])],
    ['permute', (w: Tensor) => permute(w, [1, 0])],
    ['slice', (w: Tensor) => slice(w, 0, 0, 1)],
    ['detach', detach],
    ['a sum over one element', (w: Tensor) => sumAxis(reshape(w, [2, 1, 2]), 1)],
  ] as const)('waits for readers of a view of the old value, on every executor: %s', (_, view) => {
    const graph = createGraph('p');
    const w = graph.variable(weight);
    const seen = view(w);
    accumulate(w, graph.input('x', [2, 2]));
    graph.output('old', affine(seen, 1, 0));
    for (const executor of [createReferenceExecutor(), ...testedExecutors().map((tested) => tested.open())]) {
      const session = executor.compile({ p: graph });
      session.write(weight, new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer));
      const first = session.run('p', { x: Float32Array.of(10, 10, 10, 10) }).old as Float32Array;
      expect(Math.max(...first), executor.name).toBeLessThan(10);
      executor.dispose();
    }
  });

  it('gives its new value to whoever reads its result', () => {
    const graph = createGraph('p');
    graph.output('new', affine(accumulate(graph.variable(weight), graph.input('x', [2, 2])), 2));
    const session = createReferenceExecutor().compile({ p: graph });
    expect(Array.from(session.run('p', { x: Float32Array.of(1, 2, 3, 4) }).new as Float32Array)).toEqual([2, 4, 6, 8]);
  });

  it('is refused when the same program needs both orders', () => {
    const graph = createGraph('p');
    const w = graph.variable(weight);
    const written = accumulate(w, graph.input('x', [2, 2]));
    graph.output('both', matmul(written, w));
    expect(() => schedule(graph)).toThrow(/reads a variable after a write/);
  });

  it('runs as soon as its value exists, so that gradients do not pile up', () => {
    const graph = createGraph('p');
    const x = graph.input('x', [2, 2]);
    const early = affine(x, 2);
    const late = affine(early, 3);
    const write = accumulate(graph.variable(weight), early);
    graph.output('late', late);
    const order = schedule(graph);
    expect(place(order, write)).toBeLessThan(place(order, late));
  });
});
