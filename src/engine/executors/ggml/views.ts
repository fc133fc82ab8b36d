/** Looks at the same memory, and the copies that give it a layout kernels accept. */
import { type Shape, sameShape } from '../../shape.ts';
import type { Emitter } from './emitter.ts';
import type { Handle } from './handle.ts';
import { denseLayout, hasDenseRows, type Layout, sizesOf } from './layout.ts';

/** The same values without gaps: the tensor itself, or a copy. */
export function dense(emitter: Emitter, x: Handle): Handle {
  if (!x.dense) return emitter.node(x, (context) => emitter.ggml.cont(context, x.pointer));
  const layout = denseLayout(x.dtype, x.shape);
  // Some kernels assert on the strides of axes of size one too, which a view takes over from its source.
  if (layout.strides.every((stride, axis) => stride === x.layout.strides[axis])) return x;
  return emitter.view(x, { shape: x.shape, layout }, (context) => emitter.ggml.reshape_4d(context, x.pointer, ...layout.sizes));
}

/** The tensor itself when each of its rows lies without gaps, or a copy. */
export function denseRows(emitter: Emitter, x: Handle): Handle {
  return hasDenseRows(x.dtype, x.layout) ? x : dense(emitter, x);
}

export function reshape(emitter: Emitter, x: Handle, shape: Shape): Handle {
  if (sameShape(x.shape, shape)) return x;
  const source = dense(emitter, x);
  const layout = denseLayout(x.dtype, shape);
  return emitter.view(source, { shape, layout }, (context) => emitter.ggml.reshape_4d(context, source.pointer, ...layout.sizes));
}

/** Axis i of the result is axis axes[i] of x. */
export function permute(emitter: Emitter, x: Handle, axes: readonly number[]): Handle {
  const rank = axes.length;
  // ggml counts axes from the innermost and wants to know where each one goes.
  const target = [0, 1, 2, 3] as [number, number, number, number];
  axes.forEach((from, to) => {
    target[rank - 1 - from] = rank - 1 - to;
  });
  const strides = [0, 0, 0, 0] as [number, number, number, number];
  target.forEach((to, from) => {
    strides[to] = x.layout.strides[from] as number;
  });
  const shape = axes.map((axis) => x.shape[axis] as number);
  const layout: Layout = { sizes: sizesOf(shape), strides };
  return emitter.view(x, { shape, layout }, (context) => emitter.ggml.permute(context, x.pointer, ...target));
}

/** The two innermost axes exchanged. */
export function transpose(emitter: Emitter, x: Handle): Handle {
  const rank = x.shape.length;
  return permute(
    emitter,
    x,
    x.shape.map((_, axis) => (axis === rank - 1 ? rank - 2 : axis === rank - 2 ? rank - 1 : axis)),
  );
}

/** [start, start + length) along an axis. */
export function slice(emitter: Emitter, x: Handle, axis: number, range: { readonly start: number; readonly length: number }): Handle {
  if (range.length === x.shape[axis]) return x;
  const source = denseRows(emitter, x);
  const shape = source.shape.map((size, i) => (i === axis ? range.length : size));
  const { strides } = source.layout;
  const sizes = sizesOf(shape);
  const offset = range.start * (strides[x.shape.length - 1 - axis] as number);
  return emitter.view(source, { shape, layout: { sizes, strides } }, (context) =>
    emitter.ggml.view_4d(context, source.pointer, ...sizes, strides[1], strides[2], strides[3], offset),
  );
}
