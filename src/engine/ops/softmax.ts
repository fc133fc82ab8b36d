/** y = softmax(scale * x + mask) over the innermost axis; the mask broadcasts over leading axes. dx = scale * y * (dy - Σ dy * y). */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { broadcastShapes, expectShape } from '../shape.ts';
import { broadcastIndex, forEachRow } from './loops.ts';
import { softmaxBackward } from './softmaxBackward.ts';

export const softmaxOp = defineOp<{ readonly scale: number }>({
  name: 'softmax',
  infer(inputs) {
    const [x, mask] = inputs;
    if (inputs.length > 1) expectShape('softmax', 'x with its mask', broadcastShapes(x.shape, mask.shape), x.shape);
    return { shape: x.shape, dtype: 'f32' };
  },
  gradient: (node, dy) => [softmaxBackward(dy, node, node.attributes.scale), null],
  examples: [
    { inputs: [{ shape: [4, 7] }], attributes: { scale: 0.5 } },
    { inputs: [{ shape: [2, 3, 4, 4] }, { shape: [2, 1, 4, 4], fixed: true }], attributes: { scale: 0.3 } },
  ],
  reference(inputs, { scale }, output) {
    const [x, mask] = inputs;
    const maskIndex = inputs.length > 1 ? broadcastIndex(mask.shape, x.shape) : undefined;
    forEachRow(x.shape, (offset, length) => {
      const score = (i: number): number => scale * (x.values[offset + i] as number) + (maskIndex ? (mask.values[maskIndex(offset + i)] as number) : 0);
      let top = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < length; i++) top = Math.max(top, score(i));
      let total = 0;
      for (let i = 0; i < length; i++) total += Math.exp(score(i) - top);
      for (let i = 0; i < length; i++) output.values[offset + i] = Math.exp(score(i) - top) / total;
    });
  },
  ggml: (builder, inputs, { scale }) => builder.softmax(inputs[0], inputs.length > 1 ? inputs[1] : null, scale),
  tfjs(builder, inputs, { scale }) {
    const scaled = scale === 1 ? inputs[0] : builder.binary('mul', inputs[0], scale);
    return builder.softmax(inputs.length > 1 ? builder.binary('add', scaled, inputs[1]) : scaled);
  },
});

export function softmax(x: Tensor, { scale = 1, mask }: { readonly scale?: number; readonly mask?: Tensor } = {}): Tensor {
  return x.graph.apply(softmaxOp, mask ? [x, mask] : [x], { scale });
}
