/** Programs of a training run that answer prompts with the weights as they are at that moment. */
import type { SiteOwners } from '../models/sites.ts';
import { type DecodingPrograms, type DecodingShape, decodingPrograms } from './decoding.ts';
import type { TrainingPrograms } from './programs.ts';

export interface SamplingPrograms {
  /** The run's programs with `prefill` and `decode` among them: planned, allocated and given back together. */
  readonly programs: TrainingPrograms;
  readonly decoding: DecodingPrograms;
}

/** The caches are no part of `programs.variables`: they start as they are and no checkpoint holds them. */
export function withSampling(programs: TrainingPrograms, sites: SiteOwners, shape: DecodingShape): SamplingPrograms {
  const variables = new Map(programs.variables.map((known) => [known.variable.name, known]));
  const decoding = decodingPrograms({ config: programs.config, variables, sites }, shape);
  return { programs: { ...programs, programs: { ...programs.programs, ...decoding.programs } }, decoding };
}
