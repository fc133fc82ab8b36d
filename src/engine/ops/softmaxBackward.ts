/** dx = scale * y * (dy - Σ dy * y), y = softmax(scale * x). */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { expectShape } from '../shape.ts';
import { forEachRow } from './loops.ts';

export const softmaxBackwardOp = defineOp<{ readonly scale: number }>({
  name: 'softmaxBackward',
  infer([dy, y]) {
    expectShape('softmaxBackward', 'dy', dy.shape, y.shape);
    return { shape: y.shape, dtype: 'f32' };
  },
  examples: [{ inputs: [{ shape: [4, 7] }, { shape: [4, 7] }], attributes: { scale: 0.5 } }],
  reference([dy, y], { scale }, output) {
    forEachRow(y.shape, (offset, length) => {
      let dot = 0;
      for (let i = 0; i < length; i++) dot += (dy.values[offset + i] as number) * (y.values[offset + i] as number);
      for (let i = 0; i < length; i++) output.values[offset + i] = scale * (y.values[offset + i] as number) * ((dy.values[offset + i] as number) - dot);
    });
  },
  ggml: (builder, [dy, y], { scale }) => builder.softmaxBackward(dy, y, scale),
  tfjs(builder, [dy, y], { scale }) {
    const dot = builder.sum(builder.binary('mul', dy, y), y.shape.length - 1);
    const slope = builder.binary('mul', y, builder.binary('sub', dy, dot));
    return scale === 1 ? slope : builder.binary('mul', slope, scale);
  },
});

export function softmaxBackward(dy: Tensor, y: Tensor, scale: number): Tensor {
  return y.graph.apply(softmaxBackwardOp, [dy, y], { scale });
}
