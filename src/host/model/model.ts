/** A model opened for work: what it is, and its parameters as values, one at a time. Where they come from is hidden. */

import type { AttachedMethods } from '../../compile/attachMethods.ts';
import type { Tokenizer } from '../../data/data.ts';
import type { MoeTwin, ReadTensor } from '../../methods/method.ts';
import type { ModelConfig, ParameterSpec } from '../../models/model.ts';
import type { TrainingRecipe } from '../../shared/recipe.ts';

export interface OpenModel {
  readonly config: ModelConfig;
  readonly parameters: readonly ParameterSpec[];
  readonly moeTwin: MoeTwin;
  storedDtype(spec: ParameterSpec): 'f32' | 'f16' | 'bf16';
  /** f32 values of a parameter, or of one expert's slice; of an added parameter too, when methods are attached. */
  readonly read: ReadTensor;
  /** The same as it was before the run: what a run's training is measured against. */
  readonly readBase: ReadTensor;
  /** The folder whose tokenizer files and config go with the model. */
  readonly folder: string;
  tokenizer(): Promise<Tokenizer>;
  /** Identity of the weights. */
  fingerprint(): Promise<string>;
  readonly notes: readonly string[];
  /** What a run attached to the base; null for a plain model. */
  readonly attached: AttachedMethods | null;
  /** How frozen weights lie in memory: a run's function is that of its (perhaps quantised) base. */
  readonly frozenDtype: TrainingRecipe['frozenDtype'];
  close(): Promise<void>;
}
