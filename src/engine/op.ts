/**
 * The contract of an op. One file per op holds everything about it: shape rule, gradient, examples for the contract
 * suite, and a lowering for each executor that cannot be spared (`reference` in f64 is the definition).
 */
import type { Dtype } from './dtype.ts';
import type { GgmlBuilder, GgmlTensor } from './executors/ggmlBuilder.ts';
import type { TfjsBuilder, TfjsTensor } from './executors/tfjsBuilder.ts';
import type { Tensor, TensorType } from './graph.ts';
import type { Shape } from './shape.ts';

export type Attributes = object;

/** The inputs of an op, destructured by position; how many there are is settled by the function that applies the op. */
export interface Operands<T> extends ReadonlyArray<T> {
  readonly 0: T;
  readonly 1: T;
  readonly 2: T;
  readonly 3: T;
  readonly 4: T;
}

/** A tensor of the reference executor: f64 values, row-major. Ids are held as f64 too (exact below 2^53). */
export interface ReferenceTensor {
  readonly shape: Shape;
  readonly dtype: Dtype;
  readonly values: Float64Array;
}

/** How an example's input is drawn: standard normal times scale, positive, or ids below a bound. */
export interface ExampleInput {
  readonly shape: Shape;
  readonly draw?: 'normal' | 'positive' | { readonly below: number } | { readonly values: readonly number[] };
  readonly scale?: number;
  /** Storage type of a frozen input; f32 unless said, i32 for ids. */
  readonly dtype?: Dtype;
  /** The op has no gradient towards this input (a mask, a table of frequencies). */
  readonly fixed?: true;
}

export interface Example<A extends Attributes = Attributes> {
  readonly inputs: readonly ExampleInput[];
  readonly attributes: A;
}

export interface Op<A extends Attributes = Attributes> {
  readonly name: string;
  /** The result's type; refuses inputs that do not fit so exactly that no executor can fail on them. */
  infer(inputs: Operands<Tensor>, attributes: A): TensorType;
  /**
   * Gradients for each input given dy, null where an input has none. An op without one stops gradients (counts, ids).
   * Built from other ops, so that every executor has it.
   */
  gradient?(node: Tensor & { readonly attributes: A }, dy: Tensor): readonly (Tensor | null)[];
  /** Inputs (variables) that the op overwrites; its result is the first one's new value. */
  readonly writes?: readonly number[];
  /** Recomputation takes the first pass's result instead of repeating the op: decisions and counts must not be made twice. */
  readonly once?: boolean;
  /** So cheap to repeat that the backward pass does so rather than keep the result (dequantising a frozen weight). */
  readonly transient?: boolean;
  readonly examples: readonly Example<A>[];
  reference(inputs: Operands<ReferenceTensor>, attributes: A, output: ReferenceTensor): void;
  ggml(builder: GgmlBuilder, inputs: Operands<GgmlTensor>, attributes: A, output: TensorType): GgmlTensor;
  tfjs(builder: TfjsBuilder, inputs: Operands<TfjsTensor>, attributes: A, output: TensorType): TfjsTensor;
}

/** Gives an op's definition its attribute type. */
export function defineOp<A extends Attributes>(op: Op<A>): Op<A> {
  return op;
}
