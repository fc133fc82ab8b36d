/** dlogits[n, :] = (softmax(logits[n, :]) - onehot(targets[n])) * dy[n]. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { axisSize, expectShape } from '../shape.ts';
import { forEachRow } from './loops.ts';
import { placesOf } from './tfjsWords.ts';

export const crossEntropyBackwardOp = defineOp<object>({
  name: 'crossEntropyBackward',
  infer([logits, targets, dy]) {
    expectShape('crossEntropyBackward', 'targets', targets.shape, [axisSize(logits.shape, 0)]);
    expectShape('crossEntropyBackward', 'dy', dy.shape, targets.shape);
    return { shape: logits.shape, dtype: 'f32' };
  },
  examples: [{ inputs: [{ shape: [6, 11], scale: 2 }, { shape: [6], draw: { below: 11 } }, { shape: [6] }], attributes: {} }],
  reference([logits, targets, dy], _, output) {
    forEachRow(logits.shape, (offset, length, row) => {
      let top = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < length; i++) top = Math.max(top, logits.values[offset + i] as number);
      let total = 0;
      for (let i = 0; i < length; i++) total += Math.exp((logits.values[offset + i] as number) - top);
      for (let i = 0; i < length; i++) {
        const probability = Math.exp((logits.values[offset + i] as number) - top) / total;
        output.values[offset + i] = (probability - (i === targets.values[row] ? 1 : 0)) * (dy.values[row] as number);
      }
    });
  },
  ggml: (builder, [logits, targets, dy]) => builder.crossEntropyBackward(logits, targets, dy),
  tfjs(builder, [logits, targets, dy]) {
    const [rows, classes] = logits.shape as readonly [number, number];
    // In one column, so that one probability of each row is taken out, lessened and put back.
    const probabilities = builder.reshape(builder.softmax(logits), [rows * classes, 1]);
    const at = placesOf(builder, targets, classes);
    const lessened = builder.binary('sub', builder.gatherRows(probabilities, at), 1);
    const difference = builder.reshape(builder.replaceRows(probabilities, lessened, at), logits.shape);
    return builder.binary('mul', difference, builder.reshape(dy, [rows, 1]));
  },
});

/** logits [N, V], targets i32 [N], dy [N] → [N, V]. */
export function crossEntropyBackward(logits: Tensor, targets: Tensor, dy: Tensor): Tensor {
  return logits.graph.apply(crossEntropyBackwardOp, [logits, targets, dy], {});
}
