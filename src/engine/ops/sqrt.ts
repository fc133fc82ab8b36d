/** y = √x. dx = dy / (2y). */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { affine } from './affine.ts';
import { div } from './div.ts';
import { mapUnary } from './loops.ts';

export const sqrtOp = defineOp<object>({
  name: 'sqrt',
  infer: ([x]) => ({ shape: x.shape, dtype: 'f32' }),
  gradient: (node, dy) => [affine(div(dy, node), 0.5)],
  examples: [{ inputs: [{ shape: [3, 5], draw: 'positive' }], attributes: {} }],
  reference: ([x], _, output) => mapUnary(x, output, (v) => Math.sqrt(v)),
  ggml: (builder, [x]) => builder.unary('sqrt', x),
  tfjs: (builder, [x]) => builder.unary('sqrt', x),
});

export function sqrt(x: Tensor): Tensor {
  return x.graph.apply(sqrtOp, [x], {});
}
