/** y = ln x. dx = dy / x. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { div } from './div.ts';
import { mapUnary } from './loops.ts';

export const logOp = defineOp<object>({
  name: 'log',
  infer: ([x]) => ({ shape: x.shape, dtype: 'f32' }),
  gradient: (node, dy) => [div(dy, node.inputs[0])],
  examples: [{ inputs: [{ shape: [3, 5], draw: 'positive' }], attributes: {} }],
  reference: ([x], _, output) => mapUnary(x, output, (v) => Math.log(v)),
  ggml: (builder, [x]) => builder.unary('log', x),
  tfjs: (builder, [x]) => builder.unary('log', x),
});

export function log(x: Tensor): Tensor {
  return x.graph.apply(logOp, [x], {});
}
