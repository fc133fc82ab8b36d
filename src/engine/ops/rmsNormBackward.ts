/** dx = r * (dy - x * r² * mean(dy * x)), r = 1 / √(mean(x²) + ε). */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { axisSize, expectShape } from '../shape.ts';
import { forEachRow } from './loops.ts';
import { inverseRms } from './tfjsWords.ts';

export const rmsNormBackwardOp = defineOp<{ readonly epsilon: number }>({
  name: 'rmsNormBackward',
  infer([dy, x]) {
    expectShape('rmsNormBackward', 'dy', dy.shape, x.shape);
    return { shape: x.shape, dtype: 'f32' };
  },
  examples: [{ inputs: [{ shape: [3, 8] }, { shape: [3, 8] }], attributes: { epsilon: 1e-5 } }],
  reference([dy, x], { epsilon }, output) {
    forEachRow(x.shape, (offset, length) => {
      let squares = 0;
      let dot = 0;
      for (let i = 0; i < length; i++) {
        squares += (x.values[offset + i] as number) ** 2;
        dot += (x.values[offset + i] as number) * (dy.values[offset + i] as number);
      }
      const scale = 1 / Math.sqrt(squares / length + epsilon);
      for (let i = 0; i < length; i++) {
        output.values[offset + i] = scale * ((dy.values[offset + i] as number) - ((x.values[offset + i] as number) * scale * scale * dot) / length);
      }
    });
  },
  ggml: (builder, [dy, x], { epsilon }) => builder.rmsNormBackward(dy, x, epsilon),
  tfjs(builder, [dy, x], { epsilon }) {
    const axis = x.shape.length - 1;
    const scale = inverseRms(builder, x, epsilon);
    const dot = builder.binary('div', builder.sum(builder.binary('mul', x, dy), axis), axisSize(x.shape, axis));
    const along = builder.binary('mul', x, builder.binary('mul', builder.unary('square', scale), dot));
    return builder.binary('mul', scale, builder.binary('sub', dy, along));
  },
});

export function rmsNormBackward(dy: Tensor, x: Tensor, epsilon: number): Tensor {
  return x.graph.apply(rmsNormBackwardOp, [dy, x], { epsilon });
}
