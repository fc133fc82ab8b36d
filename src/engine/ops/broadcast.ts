/** y = x repeated to a shape, and its adjoint: the sum along one axis, kept as size 1. Each is the other's gradient. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { broadcastShapes, expectShape, type Shape, sameShape } from '../shape.ts';
import { aroundAxis, broadcastIndex } from './loops.ts';
import { permute } from './permute.ts';
import { reshape } from './reshape.ts';

export const broadcastOp = defineOp<{ readonly shape: Shape }>({
  name: 'broadcast',
  infer([x], { shape }) {
    expectShape('broadcast', 'the target', broadcastShapes(x.shape, shape), shape);
    return { shape, dtype: 'f32' };
  },
  gradient: (node, dy) => [sumTo(dy, node.inputs[0].shape)],
  examples: [
    { inputs: [{ shape: [3, 1] }], attributes: { shape: [2, 3, 4] } },
    { inputs: [{ shape: [4] }], attributes: { shape: [3, 4] } },
  ],
  reference([x], { shape }, output) {
    const index = broadcastIndex(x.shape, shape);
    for (let i = 0; i < output.values.length; i++) output.values[i] = x.values[index(i)] as number;
  },
  ggml: (builder, [x], { shape }) => builder.broadcast(x, shape),
  tfjs: (builder, [x], { shape }) => builder.broadcast(x, shape),
});

export const sumAxisOp = defineOp<{ readonly axis: number }>({
  name: 'sumAxis',
  infer([x], { axis }) {
    const { shape } = x as Tensor;
    return { shape: shape.map((size, i) => (i === axis ? 1 : size)), dtype: 'f32' };
  },
  gradient: (node, dy) => [broadcast(dy, node.inputs[0].shape)],
  examples: [
    { inputs: [{ shape: [3, 5] }], attributes: { axis: 1 } },
    { inputs: [{ shape: [3, 5, 2] }], attributes: { axis: 0 } },
    { inputs: [{ shape: [2, 3, 4, 5] }], attributes: { axis: 1 } },
  ],
  reference([x], { axis }, output) {
    const { outer, size, inner } = aroundAxis(x.shape, axis);
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) {
        let total = 0;
        for (let s = 0; s < size; s++) total += x.values[(o * size + s) * inner + i] as number;
        output.values[o * inner + i] = total;
      }
    }
  },
  ggml(builder, [x], { axis }, output) {
    const { outer, size, inner } = aroundAxis(x.shape, axis);
    if (inner === 1) return builder.reshape(builder.sumRows(builder.reshape(x, [outer, size])), output.shape);
    if (size <= 8) {
      const part = (i: number) => builder.slice(builder.reshape(x, [outer, size, inner]), 1, i, 1);
      let total = part(0);
      for (let i = 1; i < size; i++) total = builder.binary('add', total, part(i));
      return builder.reshape(builder.dense(total), output.shape);
    }
    const turned = builder.dense(builder.permute(builder.reshape(x, [outer, size, inner]), [0, 2, 1]));
    return builder.reshape(builder.sumRows(turned), output.shape);
  },
  tfjs: (builder, [x], { axis }) => builder.sum(x, axis),
});

export function broadcast(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : x.graph.apply(broadcastOp, [x], { shape });
}

/** Sum along an axis, kept as size 1; negative axes count from the innermost. */
export function sumAxis(x: Tensor, axis: number): Tensor {
  return x.graph.apply(sumAxisOp, [x], { axis: axis < 0 ? x.shape.length + axis : axis });
}

/** Sum of all elements: []. */
export function sumAll(x: Tensor): Tensor {
  const flat = reshape(x, [1, x.shape.reduce((a, b) => a * b, 1)]);
  return reshape(sumAxis(flat, 1), []);
}

/** Adds up what broadcasting to x's shape repeated, giving `shape` back. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const lead = x.shape.length - shape.length;
  const axes = x.shape.flatMap((size, axis) => (axis < lead || (shape[axis - lead] === 1 && size !== 1) ? [axis] : []));
  const kept = x.shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
  if (axes.length === 0) return reshape(x, shape);
  const turned = kept.every((axis, i) => axis === i) ? x : permute(x, [...kept, ...axes]);
  const rows = kept.reduce((product, axis) => product * (x.shape[axis] as number), 1);
  const summed = x.shape.reduce((product, size) => product * size, 1) / rows;
  return reshape(sumAxis(reshape(turned, [rows, summed]), 1), shape);
}
