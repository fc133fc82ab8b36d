/** y = x[start, start + length) along an axis, and its adjoint: zeros around. Each is the other's gradient. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { axisSize, shapeError, showShape } from '../shape.ts';
import { aroundAxis } from './loops.ts';

export const sliceOp = defineOp<{ readonly axis: number; readonly start: number; readonly length: number }>({
  name: 'slice',
  infer([x], { axis, start, length }) {
    if (start < 0 || start + length > axisSize(x.shape, axis))
      throw shapeError(`slice: [${start}, ${start + length}) exceeds axis ${axis} of ${showShape(x.shape)}`);
    return { shape: x.shape.map((size, i) => (i === axis ? length : size)), dtype: x.dtype };
  },
  gradient(node, dy) {
    const { axis, start, length } = node.attributes;
    return [pad(dy, axis, start, axisSize(node.inputs[0].shape, axis) - start - length)];
  },
  examples: [
    { inputs: [{ shape: [5, 4] }], attributes: { axis: 0, start: 1, length: 3 } },
    { inputs: [{ shape: [2, 5, 4] }], attributes: { axis: 2, start: 2, length: 2 } },
  ],
  reference([x], { axis, start, length }, output) {
    const { outer, size, inner } = aroundAxis(x.shape, axis);
    for (let o = 0; o < outer; o++) {
      const from = (o * size + start) * inner;
      output.values.set(x.values.subarray(from, from + length * inner), o * length * inner);
    }
  },
  ggml: (builder, [x], { axis, start, length }) => builder.slice(x, axis, start, length),
  tfjs: (builder, [x], { axis, start, length }) => builder.slice(x, axis, start, length),
});

export const padOp = defineOp<{ readonly axis: number; readonly before: number; readonly after: number }>({
  name: 'pad',
  infer: ([x], { axis, before, after }) => ({ shape: x.shape.map((size, i) => (i === axis ? before + size + after : size)), dtype: 'f32' }),
  gradient: (node, dy) => [slice(dy, node.attributes.axis, node.attributes.before, axisSize(node.inputs[0].shape, node.attributes.axis))],
  examples: [
    { inputs: [{ shape: [3, 4] }], attributes: { axis: 0, before: 1, after: 2 } },
    { inputs: [{ shape: [2, 3, 4] }], attributes: { axis: 2, before: 2, after: 0 } },
  ],
  reference([x], { axis, before }, output) {
    const { outer, size, inner } = aroundAxis(x.shape, axis);
    const padded = axisSize(output.shape, axis);
    output.values.fill(0);
    for (let o = 0; o < outer; o++) output.values.set(x.values.subarray(o * size * inner, (o + 1) * size * inner), (o * padded + before) * inner);
  },
  ggml: (builder, [x], { axis, before, after }) => builder.pad(x, axis, before, after),
  tfjs: (builder, [x], { axis, before, after }) => builder.pad(x, axis, before, after),
});

export function slice(x: Tensor, axis: number, start: number, length: number): Tensor {
  return x.graph.apply(sliceOp, [x], { axis, start, length });
}

export function pad(x: Tensor, axis: number, before: number, after: number): Tensor {
  return x.graph.apply(padOp, [x], { axis, before, after });
}
