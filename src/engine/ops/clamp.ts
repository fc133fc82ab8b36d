/** y = min(max(x, low), high). dx = dy inside the bounds, 0 outside. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { affine } from './affine.ts';
import { mapUnary } from './loops.ts';
import { mul } from './mul.ts';
import { step } from './step.ts';

export const clampOp = defineOp<{ readonly min: number; readonly max: number }>({
  name: 'clamp',
  infer: ([x]) => ({ shape: x.shape, dtype: 'f32' }),
  gradient(node, dy) {
    const x = node.inputs[0];
    const { min, max } = node.attributes;
    return [mul(dy, mul(step(affine(x, 1, -min)), step(affine(x, -1, max))))];
  },
  examples: [{ inputs: [{ shape: [4, 5] }], attributes: { min: -0.5, max: 0.7 } }],
  reference: ([x], { min, max }, output) => mapUnary(x, output, (v) => Math.min(Math.max(v, min), max)),
  ggml: (builder, [x], { min, max }) => builder.clamp(x, min, max),
  tfjs: (builder, [x], { min, max }) => builder.clamp(x, min, max),
});

export function clamp(x: Tensor, min: number, max: number): Tensor {
  return x.graph.apply(clampOp, [x], { min, max });
}
