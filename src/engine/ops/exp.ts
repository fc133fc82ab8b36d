/** y = e^x. dx = dy * y. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { mapUnary } from './loops.ts';
import { mul } from './mul.ts';

export const expOp = defineOp<object>({
  name: 'exp',
  infer: ([x]) => ({ shape: x.shape, dtype: 'f32' }),
  gradient: (node, dy) => [mul(dy, node)],
  examples: [{ inputs: [{ shape: [3, 5] }], attributes: {} }],
  reference: ([x], _, output) => mapUnary(x, output, (v) => Math.exp(v)),
  ggml: (builder, [x]) => builder.unary('exp', x),
  tfjs: (builder, [x]) => builder.unary('exp', x),
});

export function exp(x: Tensor): Tensor {
  return x.graph.apply(expOp, [x], {});
}
