/** What a lowered program computes with: buffers, which have bytes and a lifetime, and values, which are shapes over them. */
import type { Dtype } from '../../dtype.ts';
import type { Variable } from '../../graph.ts';
import type { Shape } from '../../shape.ts';
import type { TensorData } from '../executor.ts';
import type { TfjsTensor } from '../tfjsBuilder.ts';

export interface Constant {
  readonly key: string;
  readonly shape: Shape;
  readonly values: TensorData;
}

/** Memory with one content at a time. Identity matters. */
export type Buffer =
  | { readonly kind: 'variable'; readonly variable: Variable; readonly bytes: number }
  | { readonly kind: 'constant'; readonly constant: Constant; readonly bytes: number }
  /** Made by a step or fed as an input, gone after its last use. `given`: it depends on inputs and constants alone. */
  | { readonly kind: 'temporary'; readonly bytes: number; readonly given: boolean };

/** A buffer seen with a shape: reshaping makes a value, not a buffer. */
export interface Value extends TfjsTensor {
  readonly buffer: Buffer;
}

export function createValue(buffer: Buffer, shape: Shape, dtype: Dtype): Value {
  return { buffer, shape, dtype } as Value;
}

/** Stored as blocks or half floats: kept as they are on the host and widened at use. */
export function isPacked(dtype: Dtype): boolean {
  return dtype !== 'f32' && dtype !== 'i32';
}
