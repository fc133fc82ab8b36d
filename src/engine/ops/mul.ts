/** y = a * b, NumPy broadcasting. da = dy * b, db = dy * a. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { broadcastShapes } from '../shape.ts';
import { sumTo } from './broadcast.ts';
import { mapBinary } from './loops.ts';

export const mulOp = defineOp<object>({
  name: 'mul',
  infer: ([a, b]) => ({ shape: broadcastShapes(a.shape, b.shape), dtype: 'f32' }),
  gradient(node, dy) {
    const [a, b] = node.inputs;
    return [sumTo(mul(dy, b), a.shape), sumTo(mul(dy, a), b.shape)];
  },
  examples: [
    { inputs: [{ shape: [3, 4] }, { shape: [3, 4] }], attributes: {} },
    { inputs: [{ shape: [2, 3, 4] }, { shape: [4] }], attributes: {} },
    { inputs: [{ shape: [2, 1, 4] }, { shape: [3, 1] }], attributes: {} },
  ],
  reference: ([a, b], _, output) => mapBinary(a, b, output, (x, y) => x * y),
  ggml: (builder, [a, b]) => builder.binary('mul', a, b),
  tfjs: (builder, [a, b]) => builder.binary('mul', a, b),
});

export function mul(a: Tensor, b: Tensor): Tensor {
  return a.graph.apply(mulOp, [a, b], {});
}
