/** dx = dy * σ(x) * (1 + x * (1 - σ(x))): silu's gradient as one op, since most backends have it fused. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { expectShape } from '../shape.ts';
import { mapBinary } from './loops.ts';

export const siluBackwardOp = defineOp<object>({
  name: 'siluBackward',
  infer([dy, x]) {
    expectShape('siluBackward', 'dy', dy.shape, x.shape);
    return { shape: x.shape, dtype: 'f32' };
  },
  examples: [{ inputs: [{ shape: [3, 5] }, { shape: [3, 5] }], attributes: {} }],
  reference: ([dy, x], _, output) =>
    mapBinary(dy, x, output, (g, v) => {
      const sigmoid = 1 / (1 + Math.exp(-v));
      return g * sigmoid * (1 + v * (1 - sigmoid));
    }),
  ggml: (builder, [dy, x]) => builder.siluBackward(dy, x),
  tfjs(builder, [dy, x]) {
    const sigmoid = builder.unary('sigmoid', x);
    const slope = builder.binary('add', builder.binary('mul', x, builder.binary('sub', 1, sigmoid)), 1);
    return builder.binary('mul', builder.binary('mul', dy, sigmoid), slope);
  },
});

export function siluBackward(dy: Tensor, x: Tensor): Tensor {
  return x.graph.apply(siluBackwardOp, [dy, x], {});
}
