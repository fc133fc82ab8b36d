/** Bytes of a variable, and ranges within it. */
import { MixwrightError } from '../../shared/errors.ts';
import { byteLength } from '../dtype.ts';
import type { TensorType, Variable } from '../graph.ts';
import { elementCount } from '../shape.ts';

export function bytesOf({ dtype, shape }: TensorType): number {
  return byteLength(dtype, elementCount(shape));
}

/** Of what a session is asked to read or write: a backend does not check, and ggml aborts the process. @throws MixwrightError INTERNAL. */
export function checkRange(variable: Variable, offset: number, count: number): void {
  const size = bytesOf(variable);
  if (offset >= 0 && count >= 0 && offset + count <= size) return;
  throw new MixwrightError('INTERNAL', `bytes [${offset}, ${offset + count}) are outside of variable "${variable.name}", which has ${size}`);
}
