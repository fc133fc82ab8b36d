/** Shapes, outermost axis first, at most four axes; [] is a scalar. */
import { MixwrightError } from '../shared/errors.ts';

export type Shape = readonly number[];

export function elementCount(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

export function showShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** Size of an axis; negative axes count from the innermost. */
export function axisSize(shape: Shape, axis: number): number {
  const size = shape[axis < 0 ? shape.length + axis : axis];
  if (size === undefined) throw shapeError(`axis ${axis} of shape ${showShape(shape)} does not exist`);
  return size;
}

/** The shape two operands broadcast to, aligned at the innermost axis: sizes are equal or one of them is 1. */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) throw shapeError(`shapes ${showShape(a)} and ${showShape(b)} do not broadcast`);
    return left === 1 ? right : left;
  });
}

export function shapeError(message: string): MixwrightError {
  return new MixwrightError('SHAPE_MISMATCH', message, { hint: 'this is a fault in a model or method definition, please report it' });
}

/** Refuses a tensor whose shape is not the expected one, naming the op that wanted it. */
export function expectShape(op: string, what: string, got: Shape, expected: Shape): void {
  if (!sameShape(got, expected)) throw shapeError(`${op}: ${what} has shape ${showShape(got)}, expected ${showShape(expected)}`);
}
