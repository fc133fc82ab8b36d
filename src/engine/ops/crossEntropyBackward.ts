/** dlogits[n, :] = (softmax(logits[n, :]) - onehot(targets[n])) * dy[n]. */
import type { TfjsBuilder, TfjsTensor } from '../executors/tfjsBuilder.ts';
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
    const probabilities = builder.softmax(logits);
    const difference = builder.scattersOnHost
      ? builder.binary('sub', probabilities, builder.oneHot(targets, axisSize(logits.shape, 1)))
      : lessened(builder, probabilities, targets);
    return builder.binary('mul', difference, builder.reshape(dy, [axisSize(dy.shape, 0), 1]));
  },
});

/** [N, V] less 1 at each row's target: the same bits as with one-hot rows subtracted, without these. */
function lessened(builder: TfjsBuilder, probabilities: TfjsTensor, targets: TfjsTensor): TfjsTensor {
  const [rows, classes] = probabilities.shape as readonly [number, number];
  // In one column, so that one probability of each row is taken out, lessened and put back.
  const column = builder.reshape(probabilities, [rows * classes, 1]);
  const at = placesOf(builder, targets, classes);
  return builder.reshape(builder.replaceRows(column, builder.binary('sub', builder.gatherRows(column, at), 1), at), probabilities.shape);
}

/** logits [N, V], targets i32 [N], dy [N] → [N, V]. */
export function crossEntropyBackward(logits: Tensor, targets: Tensor, dy: Tensor): Tensor {
  return logits.graph.apply(crossEntropyBackwardOp, [logits, targets, dy], {});
}
