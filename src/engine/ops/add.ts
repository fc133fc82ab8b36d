/** y = a + b, NumPy broadcasting. dy/da = dy, dy/db = dy, summed over what was repeated. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { broadcastShapes } from '../shape.ts';
import { sumTo } from './broadcast.ts';
import { mapBinary } from './loops.ts';

export const addOp = defineOp<object>({
  name: 'add',
  infer: ([a, b]) => ({ shape: broadcastShapes(a.shape, b.shape), dtype: 'f32' }),
  gradient(node, dy) {
    const [a, b] = node.inputs;
    return [sumTo(dy, a.shape), sumTo(dy, b.shape)];
  },
  examples: [
    { inputs: [{ shape: [3, 4] }, { shape: [3, 4] }], attributes: {} },
    { inputs: [{ shape: [2, 3, 4] }, { shape: [4] }], attributes: {} },
    { inputs: [{ shape: [2, 1, 4] }, { shape: [3, 1] }], attributes: {} },
  ],
  reference: ([a, b], _, output) => mapBinary(a, b, output, (x, y) => x + y),
  ggml: (builder, [a, b]) => builder.binary('add', a, b),
  tfjs: (builder, [a, b]) => builder.binary('add', a, b),
});

export function add(a: Tensor, b: Tensor): Tensor {
  return a.graph.apply(addOp, [a, b], {});
}
