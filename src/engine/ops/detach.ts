/** The same values with no gradient behind them. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';

export const detachOp = defineOp<object>({
  name: 'detach',
  infer: ([x]) => ({ shape: x.shape, dtype: x.dtype }),
  examples: [{ inputs: [{ shape: [3, 4] }], attributes: {} }],
  reference: ([x], _, output) => output.values.set(x.values),
  ggml: (builder, [x]) => builder.reshape(x, x.shape),
  tfjs: (_, [x]) => x,
});

export function detach(x: Tensor): Tensor {
  return x.graph.apply(detachOp, [x], {});
}
