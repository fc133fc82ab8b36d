/** y = x with another shape, row-major order kept. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { elementCount, type Shape, sameShape, shapeError, showShape } from '../shape.ts';

export const reshapeOp = defineOp<{ readonly shape: Shape }>({
  name: 'reshape',
  infer([x], { shape }) {
    if (elementCount(x.shape) !== elementCount(shape)) throw shapeError(`reshape: ${showShape(x.shape)} does not fill ${showShape(shape)}`);
    if (shape.length > 4) throw shapeError(`reshape: ${showShape(shape)} has more than four axes`);
    return { shape, dtype: x.dtype };
  },
  gradient: (node, dy) => [reshape(dy, node.inputs[0].shape)],
  examples: [
    { inputs: [{ shape: [2, 6] }], attributes: { shape: [3, 4] } },
    { inputs: [{ shape: [2, 3, 4] }], attributes: { shape: [24] } },
  ],
  reference: ([x], _, output) => output.values.set(x.values),
  ggml: (builder, [x], { shape }) => builder.reshape(x, shape),
  tfjs: (builder, [x], { shape }) => builder.reshape(x, shape),
});

export function reshape(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : x.graph.apply(reshapeOp, [x], { shape });
}
