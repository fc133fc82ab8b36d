/** y = x / (1 + e^-x). dx = dy * σ(x) * (1 + x * (1 - σ(x))). */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { mapUnary } from './loops.ts';
import { siluBackward } from './siluBackward.ts';

export const siluOp = defineOp<object>({
  name: 'silu',
  infer: ([x]) => ({ shape: x.shape, dtype: 'f32' }),
  gradient: (node, dy) => [siluBackward(dy, node.inputs[0])],
  examples: [{ inputs: [{ shape: [3, 5] }], attributes: {} }],
  reference: ([x], _, output) => mapUnary(x, output, (v) => v / (1 + Math.exp(-v))),
  ggml: (builder, [x]) => builder.unary('silu', x),
  tfjs: (builder, [x]) => builder.binary('mul', x, builder.unary('sigmoid', x)),
});

export function silu(x: Tensor): Tensor {
  return x.graph.apply(siluOp, [x], {});
}
