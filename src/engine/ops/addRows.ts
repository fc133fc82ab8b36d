/** y[r, :] = Σ of dy[i, :] over all i with indices[i] = r: the adjoint of gatherRows. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { axisSize, expectShape } from '../shape.ts';

export const addRowsOp = defineOp<{ readonly rows: number }>({
  name: 'addRows',
  infer([dy, indices], { rows }) {
    expectShape('addRows', 'indices', indices.shape, [axisSize(dy.shape, 0)]);
    return { shape: [rows, axisSize(dy.shape, 1)], dtype: 'f32' };
  },
  examples: [{ inputs: [{ shape: [9, 4] }, { shape: [9], draw: { below: 6 } }], attributes: { rows: 6 } }],
  reference([dy, indices], _, output) {
    const columns = axisSize(dy.shape, 1);
    output.values.fill(0);
    for (let i = 0; i < indices.values.length; i++) {
      const start = (indices.values[i] as number) * columns;
      for (let c = 0; c < columns; c++) output.values[start + c] = (output.values[start + c] as number) + (dy.values[i * columns + c] as number);
    }
  },
  ggml: (builder, [dy, indices], { rows }) => builder.addRows(dy, indices, rows),
  tfjs: (builder, [dy, indices], { rows }) => builder.addRows(dy, indices, rows),
});

/** dy [N, C], indices i32 [N] → [rows, C]. */
export function addRows(dy: Tensor, indices: Tensor, rows: number): Tensor {
  return dy.graph.apply(addRowsOp, [dy, indices], { rows });
}
