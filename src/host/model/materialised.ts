/** A run's model as the standard model that computes the same function, its parameters made one at a time as they are asked for. */

import { moeTwinOf } from '../../methods/moeTwin.ts';
import { findArchitecture } from '../../models/architectures/index.ts';
import type { ParameterSpec } from '../../models/model.ts';
import { MixwrightError } from '../../shared/errors.ts';
import type { OpenModel } from './model.ts';

/** @throws MixwrightError NOT_EXPORTABLE with the reason where no standard model computes what was trained. */
export function materialised(model: OpenModel): OpenModel {
  const { attached } = model;
  if (!attached) return model;
  const { materialise } = attached;
  if (materialise && 'refused' in materialise) {
    throw new MixwrightError('NOT_EXPORTABLE', `no standard format carries this model: ${materialise.refused}`, {
      hint: 'the run itself still evaluates, generates and resumes',
    });
  }
  const config = !materialise || materialise.config === 'same' ? model.config : materialise.config;
  const architecture = findArchitecture(config.modelType);
  const parameters = architecture.parameters(config);
  const specs = new Map(parameters.map((spec) => [spec.name, spec]));
  const one = (spec: ParameterSpec, expert: number | null): Promise<Float32Array> =>
    materialise ? materialise.parameter(spec, expert, model.read) : model.read(spec.name, expert ?? undefined);
  return {
    ...model,
    config,
    parameters,
    moeTwin: moeTwinOf(architecture, config),
    storedDtype: () => 'f32',
    read(name, expert) {
      const spec = specs.get(name);
      if (!spec) throw new MixwrightError('INTERNAL', `the model has no parameter "${name}"`, { tensor: name });
      return one(spec, expert ?? null);
    },
    fingerprint: async () => `materialised:${await model.fingerprint()}`,
    attached: null,
    frozenDtype: 'stored',
  };
}
