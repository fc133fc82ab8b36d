/** Tensors joined along an axis. Each input's gradient is its slice of dy. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { axisSize, expectShape } from '../shape.ts';
import { aroundAxis } from './loops.ts';
import { slice } from './slice.ts';

export const concatOp = defineOp<{ readonly axis: number }>({
  name: 'concat',
  infer(inputs, { axis }) {
    const [first] = inputs;
    const others = (shape: readonly number[]) => shape.map((size, i) => (i === axis ? 0 : size));
    for (const input of inputs) expectShape('concat', 'an input', others(input.shape), others(first.shape));
    const total = inputs.reduce((sum, input) => sum + axisSize(input.shape, axis), 0);
    return { shape: first.shape.map((size, i) => (i === axis ? total : size)), dtype: 'f32' };
  },
  gradient(node, dy) {
    const { axis } = node.attributes;
    let start = 0;
    return node.inputs.map((input) => {
      const length = axisSize(input.shape, axis);
      start += length;
      return slice(dy, axis, start - length, length);
    });
  },
  examples: [
    { inputs: [{ shape: [2, 3] }, { shape: [4, 3] }], attributes: { axis: 0 } },
    { inputs: [{ shape: [2, 3] }, { shape: [2, 1] }, { shape: [2, 2] }], attributes: { axis: 1 } },
  ],
  reference(inputs, { axis }, output) {
    const { outer, size: total, inner } = aroundAxis(output.shape, axis);
    let start = 0;
    for (const x of inputs) {
      const size = axisSize(x.shape, axis);
      for (let o = 0; o < outer; o++) output.values.set(x.values.subarray(o * size * inner, (o + 1) * size * inner), (o * total + start) * inner);
      start += size;
    }
  },
  ggml: (builder, inputs, { axis }) => builder.concat(inputs, axis),
  tfjs: (builder, inputs, { axis }) => builder.concat(inputs, axis),
});

export function concat(parts: readonly [Tensor, ...Tensor[]], axis: number): Tensor {
  return parts.length === 1 ? parts[0] : parts[0].graph.apply(concatOp, parts, { axis });
}
