import { describe, expect, it } from 'vitest';
import { createGraph, type Tensor } from '../../../src/engine/graph.ts';
import { schedule } from '../../../src/engine/schedule.ts';
import { sameShape } from '../../../src/engine/shape.ts';
import { linearCrossEntropyWithGradients } from '../../../src/engine/transforms/linearCrossEntropy.ts';

/** The most results of one shape that are held at the same time when nodes run in this order. */
function mostHeld(order: readonly Tensor[], shape: readonly number[]): number {
  const lastUse = new Map<Tensor, number>();
  for (const [at, node] of order.entries()) for (const input of node.inputs) lastUse.set(input, at);
  const held = (at: number): number =>
    order.slice(0, at + 1).filter((node) => node.op && sameShape(node.shape, shape) && (lastUse.get(node) ?? at) >= at).length;
  return Math.max(...order.map((_, at) => held(at)));
}

describe('chunked cross-entropy', () => {
  it('holds no gradient of the head per chunk', () => {
    const [tokens, vocabulary, width] = [128, 2 ** 19, 4];
    const graph = createGraph('chunks');
    const head = graph.input('head', [vocabulary, width]);
    const { loss, gradients } = linearCrossEntropyWithGradients({
      hidden: graph.input('hidden', [tokens, width]),
      head,
      targets: graph.input('targets', [tokens], 'i32'),
      weights: graph.input('weights', [tokens]),
    });
    graph.output('loss', loss);
    graph.output('dHead', gradients.get(head) as Tensor);
    const order = schedule(graph);
    expect(order.filter(({ op }) => op?.name === 'crossEntropyBackward').length).toBe(8);
    // The sum so far, a chunk's own, and the sum of both.
    expect(mostHeld(order, [vocabulary, width])).toBe(3);
  });
});
