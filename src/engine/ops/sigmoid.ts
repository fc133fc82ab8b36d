/** y = 1 / (1 + e^-x). dx = dy * y * (1 - y). */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { affine } from './affine.ts';
import { mapUnary } from './loops.ts';
import { mul } from './mul.ts';

export const sigmoidOp = defineOp<object>({
  name: 'sigmoid',
  infer: ([x]) => ({ shape: x.shape, dtype: 'f32' }),
  gradient: (node, dy) => [mul(dy, mul(node, affine(node, -1, 1)))],
  examples: [{ inputs: [{ shape: [3, 5] }], attributes: {} }],
  reference: ([x], _, output) => mapUnary(x, output, (v) => 1 / (1 + Math.exp(-v))),
  ggml: (builder, [x]) => builder.unary('sigmoid', x),
  tfjs: (builder, [x]) => builder.unary('sigmoid', x),
});

export function sigmoid(x: Tensor): Tensor {
  return x.graph.apply(sigmoidOp, [x], {});
}
