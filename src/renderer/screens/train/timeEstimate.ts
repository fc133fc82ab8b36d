/** How long a run will take, from a few steps that were measured. */
import type { JobResults } from '../../../shared/jobs.ts';

export interface TimeEstimate {
  readonly trainingSeconds: number;
  readonly evaluationSeconds: number;
  readonly evaluations: number;
}

/** @param evalEvery steps between evaluations, 0: none; the last step is always evaluated then. */
export function estimateTime({ secondsPerStep, evalSeconds, preparedSteps }: JobResults['timing'], evalEvery: number): TimeEstimate {
  const evaluations = evalSeconds === null || evalEvery === 0 ? 0 : Math.ceil(preparedSteps / evalEvery);
  return { trainingSeconds: secondsPerStep * preparedSteps, evaluationSeconds: evaluations * (evalSeconds ?? 0), evaluations };
}
