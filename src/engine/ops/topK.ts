/** Indices of the k largest values of each row, descending; the lowest index first among equals. A decision: no gradient. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { axisSize, shapeError } from '../shape.ts';
import { forEachRow } from './loops.ts';

export const topKOp = defineOp<{ readonly k: number }>({
  name: 'topK',
  infer([x], { k }) {
    if (x.shape.length !== 2 || k < 1 || k > axisSize(x.shape, 1)) throw shapeError(`topK: cannot take ${k} of the innermost axis of ${x.shape.length} axes`);
    return { shape: [axisSize(x.shape, 0), k], dtype: 'i32' };
  },
  once: true,
  examples: [
    { inputs: [{ shape: [7, 5] }], attributes: { k: 2 } },
    { inputs: [{ shape: [2, 4], draw: { values: [1, 3, 3, 1, 2, 2, 2, 2] } }], attributes: { k: 3 } },
  ],
  reference([x], { k }, output) {
    forEachRow(x.shape, (offset, length, row) => {
      const order = Array.from({ length }, (_, i) => i).sort((a, b) => (x.values[offset + b] as number) - (x.values[offset + a] as number) || a - b);
      for (let slot = 0; slot < k; slot++) output.values[row * k + slot] = order[slot] as number;
    });
  },
  ggml: (builder, [x], { k }) => builder.topK(x, k),
  tfjs: (builder, [x], { k }) => builder.topK(x, k),
});

/** x [N, E] → i32 [N, k]. */
export function topK(x: Tensor, k: number): Tensor {
  return x.graph.apply(topKOp, [x], { k });
}
