/** y[..., c] = 1 where indices[...] = c, else 0. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';

export const oneHotOp = defineOp<{ readonly classes: number }>({
  name: 'oneHot',
  infer: ([indices], { classes }) => ({ shape: [...indices.shape, classes], dtype: 'f32' }),
  examples: [{ inputs: [{ shape: [6, 2], draw: { below: 5 } }], attributes: { classes: 5 } }],
  reference([indices], { classes }, output) {
    output.values.fill(0);
    for (let i = 0; i < indices.values.length; i++) output.values[i * classes + (indices.values[i] as number)] = 1;
  },
  ggml: (builder, [indices], { classes }) => builder.oneHot(indices, classes),
  tfjs: (builder, [indices], { classes }) => builder.oneHot(indices, classes),
});

/** indices i32 [...] → f32 [..., classes]. */
export function oneHot(indices: Tensor, classes: number): Tensor {
  return indices.graph.apply(oneHotOp, [indices], { classes });
}
