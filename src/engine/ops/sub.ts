/** y = a - b, NumPy broadcasting. da = dy, db = -dy. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { broadcastShapes } from '../shape.ts';
import { affine } from './affine.ts';
import { sumTo } from './broadcast.ts';
import { mapBinary } from './loops.ts';

export const subOp = defineOp<object>({
  name: 'sub',
  infer: ([a, b]) => ({ shape: broadcastShapes(a.shape, b.shape), dtype: 'f32' }),
  gradient(node, dy) {
    const [a, b] = node.inputs;
    return [sumTo(dy, a.shape), sumTo(affine(dy, -1, 0), b.shape)];
  },
  examples: [
    { inputs: [{ shape: [3, 4] }, { shape: [3, 4] }], attributes: {} },
    { inputs: [{ shape: [2, 3, 4] }, { shape: [4] }], attributes: {} },
    { inputs: [{ shape: [2, 1, 4] }, { shape: [3, 1] }], attributes: {} },
  ],
  reference: ([a, b], _, output) => mapBinary(a, b, output, (x, y) => x - y),
  ggml: (builder, [a, b]) => builder.binary('sub', a, b),
  tfjs: (builder, [a, b]) => builder.binary('sub', a, b),
});

export function sub(a: Tensor, b: Tensor): Tensor {
  return a.graph.apply(subOp, [a, b], {});
}
