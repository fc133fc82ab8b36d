/** y[n] = -log softmax(logits[n, :])[targets[n]]. dlogits = (softmax - onehot(targets)) * dy. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { axisSize, expectShape } from '../shape.ts';
import { crossEntropyBackward } from './crossEntropyBackward.ts';
import { forEachRow } from './loops.ts';
import { placesOf } from './tfjsWords.ts';

export const crossEntropyOp = defineOp<object>({
  name: 'crossEntropy',
  infer([logits, targets]) {
    expectShape('crossEntropy', 'targets', targets.shape, [axisSize(logits.shape, 0)]);
    return { shape: targets.shape, dtype: 'f32' };
  },
  gradient: (node, dy) => [crossEntropyBackward(node.inputs[0], node.inputs[1], dy), null],
  examples: [
    {
      inputs: [
        { shape: [6, 11], scale: 2 },
        { shape: [6], draw: { below: 11 } },
      ],
      attributes: {},
    },
  ],
  reference([logits, targets], _, output) {
    forEachRow(logits.shape, (offset, length, row) => {
      let top = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < length; i++) top = Math.max(top, logits.values[offset + i] as number);
      let total = 0;
      for (let i = 0; i < length; i++) total += Math.exp((logits.values[offset + i] as number) - top);
      output.values[row] = top + Math.log(total) - (logits.values[offset + (targets.values[row] as number)] as number);
    });
  },
  ggml: (builder, [logits, targets]) => builder.crossEntropy(logits, targets),
  tfjs(builder, [logits, targets]) {
    const shifted = builder.binary('sub', logits, builder.max(logits, 1));
    const total = builder.unary('log', builder.sum(builder.unary('exp', shifted), 1));
    const [rows, classes] = logits.shape as readonly [number, number];
    const wanted = builder.gatherRows(builder.reshape(shifted, [rows * classes, 1]), placesOf(builder, targets, classes));
    return builder.reshape(builder.binary('sub', total, wanted), [rows]);
  },
});

/** logits [N, V], targets i32 [N] → [N], in nats. */
export function crossEntropy(logits: Tensor, targets: Tensor): Tensor {
  return logits.graph.apply(crossEntropyOp, [logits, targets], {});
}
