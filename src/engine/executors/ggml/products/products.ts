/**
 * The provider of matrix products: the one place that knows what multiplies. ggml's kernels always can; on the CPU a faster
 * library takes the large products (GEMM.md). The choice looks at sizes only, so that a run resumed makes it again.
 */
import type { Emitter } from '../emitter.ts';
import type { Handle } from '../handle.ts';
import type { Multiplier } from './multiplier.ts';

/** op(a) · op(b) over the two innermost axes, op being the identity or the transpose; f32, leading axes equal. */
export interface Product {
  readonly a: Handle;
  readonly b: Handle;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Products as nodes of a graph. */
export interface GraphProducts {
  multiply(emitter: Emitter, product: Product): Handle;
}

export interface ProductSize {
  /** Products computed at once. */
  readonly batch: number;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

export interface Products {
  /** Everything about the choice that decides rounding, as `numerics` records it. */
  readonly description: string;
  readonly graph: GraphProducts;
  /** The library for products of this size; null where ggml's kernels are the better choice, or all there is. */
  libraryFor(size: ProductSize): Multiplier | null;
  dispose(): void;
}
