/** y = 1 where x > 0, else 0. Piecewise constant: no gradient. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { mapUnary } from './loops.ts';

export const stepOp = defineOp<object>({
  name: 'step',
  infer: ([x]) => ({ shape: x.shape, dtype: 'f32' }),
  examples: [{ inputs: [{ shape: [3, 5] }], attributes: {} }],
  reference: ([x], _, output) => mapUnary(x, output, (v) => (v > 0 ? 1 : 0)),
  ggml: (builder, [x]) => builder.unary('step', x),
  tfjs: (builder, [x]) => builder.unary('step', x),
});

export function step(x: Tensor): Tensor {
  return x.graph.apply(stepOp, [x], {});
}
