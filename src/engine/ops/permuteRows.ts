/** y[i, :] = x[order[i], :] for a permutation given with its inverse, so that the gradient is a gather too. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { axisSize, expectShape } from '../shape.ts';

export const permuteRowsOp = defineOp<object>({
  name: 'permuteRows',
  infer([x, order, inverse]) {
    expectShape('permuteRows', 'order', order.shape, [axisSize(x.shape, 0)]);
    expectShape('permuteRows', 'inverse', inverse.shape, order.shape);
    return { shape: x.shape, dtype: 'f32' };
  },
  gradient: (node, dy) => [permuteRows(dy, node.inputs[2], node.inputs[1]), null, null],
  examples: [{ inputs: [{ shape: [4, 3] }, { shape: [4], draw: { values: [2, 0, 3, 1] } }, { shape: [4], draw: { values: [1, 3, 0, 2] } }], attributes: {} }],
  reference([x, order], _, output) {
    const columns = axisSize(x.shape, 1);
    for (let i = 0; i < order.values.length; i++) {
      const from = (order.values[i] as number) * columns;
      output.values.set(x.values.subarray(from, from + columns), i * columns);
    }
  },
  ggml: (builder, [x, order]) => builder.getRows(x, order),
  tfjs: (builder, [x, order]) => builder.gatherRows(x, order),
});

/** x [R, C], order and inverse i32 [R] → [R, C]. */
export function permuteRows(x: Tensor, order: Tensor, inverse: Tensor): Tensor {
  return x.graph.apply(permuteRowsOp, [x, order, inverse], {});
}
