/** y = x / √(mean(x²) + ε) over the innermost axis (arXiv:1910.07467, without the weight). */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { forEachRow } from './loops.ts';
import { rmsNormBackward } from './rmsNormBackward.ts';
import { inverseRms } from './tfjsWords.ts';

export const rmsNormOp = defineOp<{ readonly epsilon: number }>({
  name: 'rmsNorm',
  infer: ([x]) => ({ shape: x.shape, dtype: 'f32' }),
  gradient: (node, dy) => [rmsNormBackward(dy, node.inputs[0], node.attributes.epsilon)],
  examples: [
    { inputs: [{ shape: [3, 8] }], attributes: { epsilon: 1e-5 } },
    { inputs: [{ shape: [2, 3, 8] }], attributes: { epsilon: 0.1 } },
  ],
  reference([x], { epsilon }, output) {
    forEachRow(x.shape, (offset, length) => {
      let squares = 0;
      for (let i = 0; i < length; i++) squares += (x.values[offset + i] as number) ** 2;
      const scale = 1 / Math.sqrt(squares / length + epsilon);
      for (let i = 0; i < length; i++) output.values[offset + i] = (x.values[offset + i] as number) * scale;
    });
  },
  ggml: (builder, [x], { epsilon }) => builder.rmsNorm(x, epsilon),
  tfjs: (builder, [x], { epsilon }) => builder.binary('mul', x, inverseRms(builder, x, epsilon)),
});

export function rmsNorm(x: Tensor, epsilon: number): Tensor {
  return x.graph.apply(rmsNormOp, [x], { epsilon });
}
