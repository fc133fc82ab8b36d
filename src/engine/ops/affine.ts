/** y = factor * x + offset, both numbers fixed. dx = factor * dy. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { mapUnary } from './loops.ts';

export const affineOp = defineOp<{ readonly factor: number; readonly offset: number }>({
  name: 'affine',
  infer: ([x]) => ({ shape: x.shape, dtype: 'f32' }),
  gradient: (node, dy) => [affine(dy, node.attributes.factor, 0)],
  examples: [{ inputs: [{ shape: [3, 4] }], attributes: { factor: -2.5, offset: 0.75 } }],
  reference: ([x], { factor, offset }, output) => mapUnary(x, output, (v) => factor * v + offset),
  ggml: (builder, [x], { factor, offset }) => builder.affine(x, factor, offset),
  tfjs(builder, [x], { factor, offset }) {
    const scaled = factor === 1 && offset !== 0 ? x : builder.binary('mul', x, factor);
    return offset === 0 ? scaled : builder.binary('add', scaled, offset);
  },
});

export function affine(x: Tensor, factor: number, offset = 0): Tensor {
  return x.graph.apply(affineOp, [x], { factor, offset });
}
