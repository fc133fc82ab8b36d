/**
 * Rows sorted by expert, each group times its expert's matrix: y_r = w_e · x_r (or w_eᵀ · x_r), e the expert of row r.
 * The weight may be stored in any dtype. dx = the same with the other transpose, dw_e = Σ over e's rows of dy ⊗ x.
 */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { axisSize, expectShape } from '../shape.ts';
import { groupedOuter } from './groupedOuter.ts';

/** Nine rows and more for an expert that has any: fewer take kernels that software Vulkan compiles for minutes. */
const offsets = { shape: [4], draw: { values: [0, 10, 10, 20] } } as const;

export const groupedMatmulOp = defineOp<{ readonly transposeW: boolean }>({
  name: 'groupedMatmul',
  infer([x, w, rowOffsets], { transposeW }) {
    const [experts, out, inner] = w.shape as readonly [number, number, number];
    expectShape('groupedMatmul', 'x', x.shape, [axisSize(x.shape, 0), transposeW ? out : inner]);
    expectShape('groupedMatmul', 'offsets', rowOffsets.shape, [experts + 1]);
    return { shape: [axisSize(x.shape, 0), transposeW ? inner : out], dtype: 'f32' };
  },
  gradient(node, dy) {
    const [x, w, rowOffsets] = node.inputs;
    const { transposeW } = node.attributes;
    const experts = axisSize(w.shape, 0);
    const dw = transposeW ? groupedOuter(x, dy, rowOffsets, experts) : groupedOuter(dy, x, rowOffsets, experts);
    return [groupedMatmul(dy, w, rowOffsets, { transposeW: !transposeW }), dw, null];
  },
  examples: [
    { inputs: [{ shape: [20, 16] }, { shape: [3, 6, 16] }, offsets], attributes: { transposeW: false } },
    { inputs: [{ shape: [20, 6] }, { shape: [3, 6, 16] }, offsets], attributes: { transposeW: true } },
    { inputs: [{ shape: [20, 32] }, { shape: [3, 6, 32], dtype: 'q8_0' }, offsets], attributes: { transposeW: false } },
  ],
  reference([x, w, rowOffsets], { transposeW }, output) {
    const [experts, out, inner] = w.shape as readonly [number, number, number];
    const [from, to] = transposeW ? [out, inner] : [inner, out];
    const [toStep, fromStep] = transposeW ? [1, inner] : [inner, 1];
    output.values.fill(0);
    for (let expert = 0; expert < experts; expert++) {
      for (let row = rowOffsets.values[expert] as number; row < (rowOffsets.values[expert + 1] as number); row++) {
        for (let o = 0; o < to; o++) {
          let total = 0;
          for (let i = 0; i < from; i++) {
            total += (x.values[row * from + i] as number) * (w.values[expert * out * inner + o * toStep + i * fromStep] as number);
          }
          output.values[row * to + o] = total;
        }
      }
    }
  },
  ggml: (builder, [x, w, rowOffsets], { transposeW }) => builder.groupedMatmul(x, w, rowOffsets, transposeW),
  tfjs: (builder, [x, w, rowOffsets], { transposeW }) => builder.groupedMatmul(x, w, rowOffsets, transposeW),
});

/** x [R, in] sorted by expert, w [E, out, in], offsets i32 [E + 1] → [R, out]; with transposeW x [R, out] → [R, in]. */
export function groupedMatmul(x: Tensor, w: Tensor, rowOffsets: Tensor, { transposeW = false }: { readonly transposeW?: boolean } = {}): Tensor {
  return x.graph.apply(groupedMatmulOp, [x, w, rowOffsets], { transposeW });
}
