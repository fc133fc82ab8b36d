/** y[i, :] = table[indices[i], :], widened to f32. dtable adds rows of dy up by index. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { shapeError, showShape } from '../shape.ts';
import { addRows } from './addRows.ts';

export const gatherRowsOp = defineOp<object>({
  name: 'gatherRows',
  infer([table, indices]) {
    if (table.shape.length !== 2 || indices.shape.length !== 1 || indices.dtype !== 'i32') {
      throw shapeError(
        `gatherRows: wants a table [rows, columns] and i32 indices [n], got ${showShape(table.shape)} and ${indices.dtype} ${showShape(indices.shape)}`,
      );
    }
    return { shape: [indices.shape[0] as number, table.shape[1] as number], dtype: 'f32' };
  },
  gradient: (node, dy) => [addRows(dy, node.inputs[1], node.inputs[0].shape[0] as number), null],
  examples: [
    { inputs: [{ shape: [6, 4] }, { shape: [9], draw: { below: 6 } }], attributes: {} },
    {
      inputs: [
        { shape: [6, 32], dtype: 'q8_0' },
        { shape: [9], draw: { below: 6 } },
      ],
      attributes: {},
    },
    {
      inputs: [
        { shape: [6, 32], dtype: 'bf16' },
        { shape: [9], draw: { below: 6 } },
      ],
      attributes: {},
    },
  ],
  reference([table, indices], _, output) {
    const columns = table.shape[1] as number;
    for (let i = 0; i < indices.values.length; i++) {
      const row = indices.values[i] as number;
      output.values.set(table.values.subarray(row * columns, (row + 1) * columns), i * columns);
    }
  },
  ggml: (builder, [table, indices]) => builder.getRows(table, indices),
  tfjs: (builder, [table, indices]) => builder.gatherRows(table, indices),
});

/** table [R, C], indices i32 [N] → [N, C]. */
export function gatherRows(table: Tensor, indices: Tensor): Tensor {
  return table.graph.apply(gatherRowsOp, [table, indices], {});
}
