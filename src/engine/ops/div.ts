/** y = a / b, NumPy broadcasting. da = dy / b, db = -dy * y / b. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { broadcastShapes } from '../shape.ts';
import { affine } from './affine.ts';
import { sumTo } from './broadcast.ts';
import { mapBinary } from './loops.ts';
import { mul } from './mul.ts';

export const divOp = defineOp<object>({
  name: 'div',
  infer: ([a, b]) => ({ shape: broadcastShapes(a.shape, b.shape), dtype: 'f32' }),
  gradient(node, dy) {
    const [a, b] = node.inputs;
    return [sumTo(div(dy, b), a.shape), sumTo(affine(div(mul(dy, node), b), -1, 0), b.shape)];
  },
  examples: [
    { inputs: [{ shape: [3, 4] }, { shape: [3, 4], draw: 'positive' }], attributes: {} },
    { inputs: [{ shape: [2, 3, 4] }, { shape: [4], draw: 'positive' }], attributes: {} },
    { inputs: [{ shape: [2, 1, 4] }, { shape: [3, 1], draw: 'positive' }], attributes: {} },
  ],
  reference: ([a, b], _, output) => mapBinary(a, b, output, (x, y) => x / y),
  ggml: (builder, [a, b]) => builder.binary('div', a, b),
  tfjs: (builder, [a, b]) => builder.binary('div', a, b),
});

export function div(a: Tensor, b: Tensor): Tensor {
  return a.graph.apply(divOp, [a, b], {});
}
