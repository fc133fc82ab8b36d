/** variable[indices[i], :] ← rows[i, :]. A write (a key-value cache grows so); its result is the variable's new value. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { axisSize, expectShape } from '../shape.ts';

export const setRowsOp = defineOp<object>({
  name: 'setRows',
  infer([target, rows, indices]) {
    expectShape('setRows', 'rows', rows.shape, [axisSize(indices.shape, 0), axisSize(target.shape, 1)]);
    return { shape: target.shape, dtype: target.dtype };
  },
  writes: [0],
  once: true,
  examples: [{ inputs: [{ shape: [6, 4] }, { shape: [3, 4] }, { shape: [3], draw: { values: [4, 0, 5] } }], attributes: {} }],
  reference([target, rows, indices], _, output) {
    const columns = axisSize(target.shape, 1);
    output.values.set(target.values);
    for (let i = 0; i < indices.values.length; i++) {
      output.values.set(rows.values.subarray(i * columns, (i + 1) * columns), (indices.values[i] as number) * columns);
    }
  },
  ggml: (builder, [target, rows, indices]) => builder.setRows(target, rows, indices),
  tfjs: (builder, [target, rows, indices]) => builder.store(target, builder.replaceRows(target, rows, indices)),
});

/** target [R, C] a variable, rows [N, C], indices i32 [N] → the target's new value [R, C]. */
export function setRows(target: Tensor, rows: Tensor, indices: Tensor): Tensor {
  const node = target.graph.apply(setRowsOp, [target, rows, indices], {});
  target.graph.effect(node);
  return node;
}
