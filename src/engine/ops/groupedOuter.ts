/** y_e = Σ over expert e's rows of a_r ⊗ b_r: the weight gradient of groupedMatmul. Experts without rows get zeros. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { axisSize, expectShape } from '../shape.ts';

export const groupedOuterOp = defineOp<{ readonly experts: number }>({
  name: 'groupedOuter',
  infer([a, b, offsets], { experts }) {
    expectShape('groupedOuter', 'offsets', offsets.shape, [experts + 1]);
    expectShape('groupedOuter', 'rows', [axisSize(a.shape, 0)], [axisSize(b.shape, 0)]);
    return { shape: [experts, axisSize(a.shape, 1), axisSize(b.shape, 1)], dtype: 'f32' };
  },
  examples: [{ inputs: [{ shape: [20, 6] }, { shape: [20, 16] }, { shape: [4], draw: { values: [0, 10, 10, 20] } }], attributes: { experts: 3 } }],
  reference([a, b, offsets], { experts }, output) {
    const [out, inner] = [axisSize(a.shape, 1), axisSize(b.shape, 1)];
    output.values.fill(0);
    for (let expert = 0; expert < experts; expert++) {
      for (let row = offsets.values[expert] as number; row < (offsets.values[expert + 1] as number); row++) {
        for (let o = 0; o < out; o++) {
          for (let i = 0; i < inner; i++) {
            const at = (expert * out + o) * inner + i;
            output.values[at] = (output.values[at] as number) + (a.values[row * out + o] as number) * (b.values[row * inner + i] as number);
          }
        }
      }
    }
  },
  ggml: (builder, [a, b, offsets], { experts }) => builder.groupedOuter(a, b, offsets, experts),
  tfjs: (builder, [a, b, offsets], { experts }) => builder.groupedOuter(a, b, offsets, experts),
});

/** a [R, out], b [R, in], offsets i32 [E + 1] → [E, out, in]. */
export function groupedOuter(a: Tensor, b: Tensor, offsets: Tensor, experts: number): Tensor {
  return a.graph.apply(groupedOuterOp, [a, b, offsets], { experts });
}
