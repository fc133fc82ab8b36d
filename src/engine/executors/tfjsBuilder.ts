/**
 * What a lowering to TensorFlow.js may say, as pure types: few words, each one kernel that every backend has (or a short
 * sequence of such), shapes outermost-first as everywhere. A lowering only describes: its words are written down once, and
 * the executor runs them, freeing each value after its last use. Nothing is overwritten in place; `store` gives a variable
 * another value.
 */
import type { Dtype } from '../dtype.ts';
import type { Shape } from '../shape.ts';

declare const handle: unique symbol;

/** A value of a program, opaque to op files. */
export interface TfjsTensor {
  readonly [handle]: true;
  readonly shape: Shape;
  readonly dtype: Dtype;
}

export type TfjsUnary = 'exp' | 'log' | 'sqrt' | 'rsqrt' | 'square' | 'sigmoid' | 'sin' | 'cos' | 'step';
export type TfjsBinary = 'add' | 'sub' | 'mul' | 'div';

export interface TfjsBuilder {
  /**
   * Whether `addRows` and `replaceRows` take everything through the host's memory: TensorFlow's only way, on a GPU, to give the
   * same bits each time.
   */
  readonly scattersOnHost: boolean;
  unary(kind: TfjsUnary, x: TfjsTensor): TfjsTensor;
  /** NumPy broadcasting of either operand; ids may be added and multiplied too. */
  binary(kind: TfjsBinary, a: TfjsTensor | number, b: TfjsTensor | number): TfjsTensor;
  clamp(x: TfjsTensor, min: number, max: number): TfjsTensor;
  /** Repeats to the shape by broadcasting. */
  broadcast(x: TfjsTensor, shape: Shape): TfjsTensor;
  /** The same bytes, nothing runs. */
  reshape(x: TfjsTensor, shape: Shape): TfjsTensor;
  /** Axis i of the result is axis axes[i] of x. */
  permute(x: TfjsTensor, axes: readonly number[]): TfjsTensor;
  slice(x: TfjsTensor, axis: number, start: number, length: number): TfjsTensor;
  /** Zeros before and after along an axis. */
  pad(x: TfjsTensor, axis: number, before: number, after: number): TfjsTensor;
  concat(parts: readonly TfjsTensor[], axis: number): TfjsTensor;
  /** Any stored dtype, or ids, to f32, exactly. */
  toFloat32(x: TfjsTensor): TfjsTensor;
  /** Along an axis, kept as 1. */
  sum(x: TfjsTensor, axis: number): TfjsTensor;
  max(x: TfjsTensor, axis: number): TfjsTensor;
  /** Over the innermost axis. */
  softmax(x: TfjsTensor): TfjsTensor;
  /** op(a) · op(b) over the two innermost axes; leading axes equal. */
  matmul(a: TfjsTensor, b: TfjsTensor, transposeA: boolean, transposeB: boolean): TfjsTensor;
  /** table [R, C] stored in any dtype, indices i32 [N] → f32 [N, C]; of i32 [R, C] → i32. */
  gatherRows(table: TfjsTensor, indices: TfjsTensor): TfjsTensor;
  /** rows [N, C], indices i32 [N] → f32 [count, C]: rows added up by index. */
  addRows(rows: TfjsTensor, indices: TfjsTensor, count: number): TfjsTensor;
  /** table [R, C] with row indices[i] replaced by rows[i, :]. */
  replaceRows(table: TfjsTensor, rows: TfjsTensor, indices: TfjsTensor): TfjsTensor;
  /** Indices of the k largest of each row [N, E] → i32 [N, k], descending, lowest index first among equals. */
  topK(x: TfjsTensor, k: number): TfjsTensor;
  oneHot(indices: TfjsTensor, classes: number): TfjsTensor;
  /** Ids computed from ids in plain code, on the host. */
  mapIds(ids: TfjsTensor, shape: Shape, compute: (ids: Int32Array) => Int32Array): TfjsTensor;
  /** Values known beforehand, uploaded once for all programs of a session; equal keys promise equal values. */
  constant(key: string, shape: Shape, values: () => Float32Array | Int32Array): TfjsTensor;
  /** Rows of x [R, in] sorted by expert times their expert's w [E, out, in] (or its transpose) → [R, out]. */
  groupedMatmul(x: TfjsTensor, w: TfjsTensor, offsets: TfjsTensor, transposeW: boolean): TfjsTensor;
  /** a [R, out], b [R, in] → Σ over each expert's rows of a ⊗ b: [E, out, in]. */
  groupedOuter(a: TfjsTensor, b: TfjsTensor, offsets: TfjsTensor, experts: number): TfjsTensor;
  /** target ← value; target must be a variable, whose new value is the result. */
  store(target: TfjsTensor, value: TfjsTensor): TfjsTensor;
  /** target ← target + value, likewise. */
  accumulate(target: TfjsTensor, value: TfjsTensor): TfjsTensor;
}
