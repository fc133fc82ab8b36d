/** Loops the reference lowerings share: plain, slow, obvious. */
import type { ReferenceTensor } from '../op.ts';
import { elementCount, type Shape } from '../shape.ts';

export function mapUnary(x: ReferenceTensor, output: ReferenceTensor, f: (x: number) => number): void {
  for (let i = 0; i < output.values.length; i++) output.values[i] = f(x.values[i] as number);
}

/** f over NumPy-broadcast operands. */
export function mapBinary(a: ReferenceTensor, b: ReferenceTensor, output: ReferenceTensor, f: (a: number, b: number) => number): void {
  const left = broadcastIndex(a.shape, output.shape);
  const right = broadcastIndex(b.shape, output.shape);
  for (let i = 0; i < output.values.length; i++) output.values[i] = f(a.values[left(i)] as number, b.values[right(i)] as number);
}

/** From a flat index of `to` to the flat index of `from` that broadcasts there. */
export function broadcastIndex(from: Shape, to: Shape): (flat: number) => number {
  const fromStrides = strides(from);
  const toStrides = strides(to);
  const lead = to.length - from.length;
  return (flat) => {
    let index = 0;
    for (let axis = 0; axis < from.length; axis++) {
      const position = Math.floor(flat / (toStrides[axis + lead] as number)) % (to[axis + lead] as number);
      if (from[axis] !== 1) index += position * (fromStrides[axis] as number);
    }
    return index;
  };
}

export function strides(shape: Shape): number[] {
  const result = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    result[axis] = step;
    step *= shape[axis] as number;
  }
  return result;
}

/** A tensor seen as [outer, size, inner] around one axis. */
export function aroundAxis(shape: Shape, axis: number): { outer: number; size: number; inner: number } {
  return { outer: elementCount(shape.slice(0, axis)), size: shape[axis] as number, inner: elementCount(shape.slice(axis + 1)) };
}

/** Runs f over the innermost rows: f(offset, length, row). */
export function forEachRow(shape: Shape, f: (offset: number, length: number, row: number) => void): void {
  const length = shape[shape.length - 1] ?? 1;
  const rows = elementCount(shape) / Math.max(length, 1);
  for (let row = 0; row < rows; row++) f(row * length, length, row);
}
