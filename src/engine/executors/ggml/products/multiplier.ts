/** The contract of a library that multiplies matrices in plain memory, called by host steps between native stretches. */
import type { Pointer } from '../../../../llamacpp/cTypes.ts';
import type { Shape } from '../../../shape.ts';

/** A row-major f32 tensor without gaps, somewhere in this process. */
export interface Block {
  readonly address: Pointer;
  readonly shape: Shape;
}

export interface Transposed {
  readonly a: boolean;
  readonly b: boolean;
}

/** y = op(a) · op(b) over the two innermost axes, op being the identity or the transpose; leading axes are equal. */
export interface BlockProduct {
  readonly y: Block;
  readonly a: Block;
  readonly b: Block;
  readonly transposed: Transposed;
}

export interface Multiplier {
  /** Library and version. */
  readonly name: string;
  /** Overwrites y. Throws DEVICE_FAILED when shapes do not fit. */
  multiply(product: BlockProduct): void;
  dispose(): void;
}
