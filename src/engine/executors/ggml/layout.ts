/** ggml's view of a tensor's memory: sizes and byte strides, innermost axis first, always four (ggml.h, struct ggml_tensor). */
import { blocks, type Dtype } from '../../dtype.ts';
import type { Shape } from '../../shape.ts';

type Four = readonly [number, number, number, number];

export interface Layout {
  readonly sizes: Four;
  readonly strides: Four;
}

export function sizesOf(shape: Shape): Four {
  const axis = (i: number): number => shape[shape.length - 1 - i] ?? 1;
  return [axis(0), axis(1), axis(2), axis(3)];
}

export function denseLayout(dtype: Dtype, shape: Shape): Layout {
  const sizes = sizesOf(shape);
  const { elements, bytes } = blocks[dtype];
  const row = (sizes[0] / elements) * bytes;
  return { sizes, strides: [bytes, row, row * sizes[1], row * sizes[1] * sizes[2]] };
}

/** Row-major without gaps, in ggml's own sense: the strides of axes of size one do not matter. */
export function isDense(dtype: Dtype, { sizes, strides }: Layout): boolean {
  const { elements, bytes } = blocks[dtype];
  if (sizes[0] !== elements && strides[0] !== bytes) return false;
  let step = (strides[0] * sizes[0]) / elements;
  for (const axis of [1, 2, 3] as const) {
    if (sizes[axis] === 1) continue;
    if (strides[axis] !== step) return false;
    step *= sizes[axis];
  }
  return true;
}

/** The elements of each innermost row lie side by side: what nearly every kernel asks for. */
export function hasDenseRows(dtype: Dtype, { strides }: Layout): boolean {
  return strides[0] === blocks[dtype].bytes;
}
