/** The variables of a model with its methods: which dtype each has, where its first value comes from, and how programs reach it. */
import type { Dtype } from '../engine/dtype.ts';
import { blocks } from '../engine/dtype.ts';
import type { Variable } from '../engine/graph.ts';
import { axisSize } from '../engine/shape.ts';
import type { ParameterSpec } from '../models/model.ts';
import type { TrainingRecipe } from '../shared/recipe.ts';
import type { AttachedMethods } from './attachMethods.ts';
import type { ModelVariable } from './programs.ts';

export interface StoredParameters {
  readonly parameters: readonly ParameterSpec[];
  /** The dtype a parameter has in the checkpoint. */
  storedDtype(spec: ParameterSpec): 'f32' | 'f16' | 'bf16';
}

/** By name: the model's own parameters and those that methods added. */
export function modelVariables(
  stored: StoredParameters,
  attached: AttachedMethods,
  frozenDtype: TrainingRecipe['frozenDtype'],
): ReadonlyMap<string, ModelVariable> {
  const variables = new Map<string, ModelVariable>();
  for (const spec of stored.parameters) {
    const trained = attached.trains.has(spec.name);
    const dtype = trained ? 'f32' : dtypeOfFrozen(spec, frozenDtype === 'stored' ? stored.storedDtype(spec) : frozenDtype);
    const variable: Variable = { name: spec.name, kind: trained ? 'trained' : 'frozen', shape: spec.shape, dtype };
    variables.set(spec.name, { variable, source: { kind: 'base', parameter: spec.name, tensors: spec.tensors } });
  }
  for (const added of attached.adds) {
    const variable: Variable = { name: added.name, kind: 'trained', shape: added.shape, dtype: 'f32' };
    variables.set(added.name, { variable, source: { kind: 'initial', value: added.initial } });
  }
  return variables;
}

/** Vectors and routers stay f32; block types need rows of whole blocks and fall back as llama.cpp's quantiser does (q4_K → q8_0 → f16). */
function dtypeOfFrozen({ shape, role }: ParameterSpec, wanted: Dtype): Dtype {
  if (role === 'router' || role === 'norm' || role === 'bias' || shape.length < 2) return 'f32';
  const row = axisSize(shape, -1);
  const candidates: readonly Dtype[] = wanted === 'q4_K' ? ['q4_K', 'q8_0', 'f16'] : wanted === 'q8_0' ? ['q8_0', 'f16'] : [wanted];
  return candidates.find((dtype) => row % blocks[dtype].elements === 0) as Dtype;
}
