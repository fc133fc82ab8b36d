/** A stored weight widened to f32, exactly. Repeated in the backward pass rather than kept: f32 copies of all weights would not fit. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';

export const toFloat32Op = defineOp<object>({
  name: 'toFloat32',
  infer: ([x]) => ({ shape: x.shape, dtype: 'f32' }),
  transient: true,
  examples: (['f16', 'bf16', 'q8_0', 'q4_K'] as const).map((dtype) => ({ inputs: [{ shape: [3, 256], dtype }], attributes: {} })),
  reference: ([x], _, output) => output.values.set(x.values),
  ggml: (builder, [x]) => builder.toFloat32(x),
  tfjs: (builder, [x]) => builder.toFloat32(x),
});

export function toFloat32(x: Tensor): Tensor {
  return x.dtype === 'f32' ? x : x.graph.apply(toFloat32Op, [x], {});
}
