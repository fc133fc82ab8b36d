/** One action of a lowered program. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Device } from './device.ts';
import type { Value } from './values.ts';

/** A frozen variable's stored bytes. */
export interface Packed {
  readonly packed: Uint8Array;
}

/** What a value is while a program runs. Tensors come in the value's shape. */
export type Operand = Tensor | Packed;

/** Computes a new value. */
export interface ComputeStep {
  readonly kind: 'compute';
  /** The op it belongs to, for messages. */
  readonly op: string;
  /** Kernels that the backend must have. */
  readonly kernels: readonly string[];
  readonly inputs: readonly Value[];
  readonly output: Value;
  /** Bytes it holds besides inputs and output, at most. */
  readonly temporaryBytes: number;
  /** Gives a tensor of its own: never one of the operands. */
  run(device: Device, operands: readonly Operand[]): Tensor;
}

/** Gives a variable the value of a temporary, or of a copy. */
export interface StoreStep {
  readonly kind: 'store';
  /** Adds to what the variable holds, unless that is known to be zero. */
  readonly adds: boolean;
  readonly op: string;
  readonly kernels: readonly string[];
  readonly inputs: readonly [Value];
  readonly target: Value;
}

export type Step = ComputeStep | StoreStep;
