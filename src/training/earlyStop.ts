/** Which evaluation was the best, and when to stop for want of a better one. */
import type { LoopState } from './state.ts';

export type EvaluationHistory = Pick<LoopState, 'best' | 'evaluationsSinceBest'>;

/** The history after one more evaluation; `best.step` is `step` exactly when it is the best so far. */
export function afterEvaluation({ best, evaluationsSinceBest }: EvaluationHistory, step: number, loss: number): EvaluationHistory {
  if (best === null || loss < best.loss) return { best: { step, loss }, evaluationsSinceBest: 0 };
  return { best, evaluationsSinceBest: evaluationsSinceBest + 1 };
}

/** True after `patience` evaluations in a row without a new best. */
export function shouldStopEarly({ evaluationsSinceBest }: EvaluationHistory, earlyStop: { readonly patience: number } | null): boolean {
  return earlyStop !== null && evaluationsSinceBest >= earlyStop.patience;
}
