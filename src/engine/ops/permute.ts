/** y's axis i is x's axis axes[i]. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { shapeError } from '../shape.ts';
import { strides } from './loops.ts';

export const permuteOp = defineOp<{ readonly axes: readonly number[] }>({
  name: 'permute',
  infer([x], { axes }) {
    if ([...axes].sort((a, b) => a - b).some((axis, i) => axis !== i) || axes.length !== x.shape.length) {
      throw shapeError(`permute: [${axes.join(', ')}] is no order of ${x.shape.length} axes`);
    }
    return { shape: axes.map((axis) => x.shape[axis] as number), dtype: x.dtype };
  },
  gradient: (node, dy) => [permute(dy, inverse(node.attributes.axes))],
  examples: [
    { inputs: [{ shape: [3, 4] }], attributes: { axes: [1, 0] } },
    { inputs: [{ shape: [2, 3, 4, 5] }], attributes: { axes: [0, 2, 1, 3] } },
    { inputs: [{ shape: [2, 3, 4] }], attributes: { axes: [2, 0, 1] } },
  ],
  reference([x], { axes }, output) {
    const from = strides(x.shape);
    const to = strides(output.shape);
    for (let i = 0; i < output.values.length; i++) {
      let index = 0;
      for (let axis = 0; axis < axes.length; axis++) {
        index += (Math.floor(i / (to[axis] as number)) % (output.shape[axis] as number)) * (from[axes[axis] as number] as number);
      }
      output.values[i] = x.values[index] as number;
    }
  },
  ggml: (builder, [x], { axes }) => builder.permute(x, axes),
  tfjs: (builder, [x], { axes }) => builder.permute(x, axes),
});

export function permute(x: Tensor, axes: readonly number[]): Tensor {
  return axes.every((axis, i) => axis === i) ? x : x.graph.apply(permuteOp, [x], { axes });
}

function inverse(axes: readonly number[]): number[] {
  return axes.map((_, i) => axes.indexOf(i));
}
