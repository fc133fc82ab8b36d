/** The contract of an optimizer: what it keeps per parameter, the numbers of a step, and the ops of an update. */
import type { Tensor } from '../graph.ts';

/** An optimizer's constants; each takes what it needs. */
export interface OptimizerConstants {
  readonly betas: readonly [number, number];
  readonly epsilon: number;
  readonly weightDecay: number;
}

export interface Optimizer {
  /** f32 tensors of the parameter's shape that it keeps; they start as zeros. */
  readonly moments: number;
  /** Length of its settings vector. */
  readonly settingsLength: number;
  /** @param step from 1; @param rate the learning rate of this step and group. */
  settings(step: number, rate: number, constants: OptimizerConstants): Float32Array;
  /** Adds the ops that write the new parameter and moments. */
  update(parameter: Tensor, gradient: Tensor, moments: readonly Tensor[], settings: Tensor): void;
}
