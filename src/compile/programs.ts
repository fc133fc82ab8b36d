/** What compiling a recipe against a model gives: the only thing the training loop knows of models and methods. */
import type { Graph, Variable } from '../engine/graph.ts';
import type { ModelConfig } from '../models/model.ts';
import type { TrainingRecipe } from '../shared/recipe.ts';

/** Where a variable's first value comes from. */
export type Source =
  /** A parameter of the base: its checkpoint tensors, stacked. */
  | { readonly kind: 'base'; readonly parameter: string; readonly tensors: readonly string[] }
  /** Added by a method. */
  | { readonly kind: 'initial'; value(index: number): number }
  | { readonly kind: 'zero' };

export interface ModelVariable {
  readonly variable: Variable;
  readonly source: Source;
}

/** A tensor the optimizer updates, with everything that belongs to it. */
export interface TrainedTensor {
  readonly parameter: Variable;
  readonly gradient: Variable;
  readonly moments: readonly Variable[];
  /** The outermost axis holds these experts of a layer, each of which changes only when it receives tokens. */
  readonly experts: { readonly layer: number; readonly count: number } | null;
  readonly zeroAtInit: 'no' | 'firstStep' | 'always';
}

export interface ParameterGroup {
  readonly name: string;
  readonly tensors: readonly TrainedTensor[];
  readonly rateMultiplier: number;
  readonly weightDecay: number;
}

export interface RouterInfo {
  readonly layer: number;
  readonly experts: number;
  readonly topK: number;
}

/**
 * Programs of a training run; micro-batch inputs are made by `batchInputs`.
 * - `forwardBackward`: one micro-batch; gradients are added into their variables. Outputs, each summing over the step's
 *   micro-batches to the step's value: `loss` [], `aux:<method>` [], and per router `counts:<layer>` [E], `trainedCounts:<layer>` [E]
 *   (only tokens the loss looks at: the others may rightly give their experts no gradient), `entropy:<layer>` [].
 * - `gradientNorm`: output `squares`, one sum of squares per slice of each trained tensor in group order (an expert stack has
 *   one slice per expert, any other tensor one).
 * - `update:<group>`: inputs `gradientScale` [] and `settings`, as the optimizer makes them.
 * - `endStep`: resets the running counts; present when there are routers.
 * - `evaluate`: one micro-batch without gradients. Outputs `losses` [T], per-token cross-entropy, and per router `expertIds:<layer>` [T, k].
 */
export interface TrainingPrograms {
  readonly programs: Readonly<Record<string, Graph>>;
  readonly variables: readonly ModelVariable[];
  readonly groups: readonly ParameterGroup[];
  readonly routers: readonly RouterInfo[];
  /** Auxiliary losses by method id with their coefficient. */
  readonly auxiliary: Readonly<Record<string, number>>;
  readonly config: ModelConfig;
  readonly optimizer: TrainingRecipe['optimizer'];
  /** Things worth telling the user: a base's own balancing coefficient that applies, … */
  readonly notes: readonly string[];
}

/** Inputs every micro-batch program takes. B micro-batch, S sequence, T = B·S. */
export interface BatchShape {
  readonly microBatch: number;
  readonly sequence: number;
}
