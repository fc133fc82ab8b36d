/**
 * Watches the evaluations beside the training loss: not a number; a model that learns its rows by heart, which is three evaluations without
 * a better one, the last 1 % above the best, while the training loss is below what it was at the best.
 */
import type { EvalMetric, StepMetric } from '../run.ts';
import { type Alarm, figure, type Watch } from './alarm.ts';

interface EvaluationState {
  /** Exponential mean of the training loss. */
  readonly training: number | null;
  readonly best: { readonly loss: number; readonly step: number; readonly training: number } | null;
  /** Evaluations since the best. */
  readonly since: number;
  readonly last: { readonly loss: number; readonly step: number } | null;
  readonly notFinite: number | null;
}

const share = 0.05;
/** Evaluations without a better one before it counts. */
const patience = 3;

export const evaluationWatch: Watch<EvaluationState, StepMetric | EvalMetric> = {
  start: { training: null, best: null, since: 0, last: null, notFinite: null },
  see(state, metric) {
    const { loss, step } = metric;
    // JSON writes what is not finite as null.
    if (typeof loss !== 'number' || !Number.isFinite(loss)) return metric.type === 'eval' ? { ...state, notFinite: step } : state;
    if (metric.type === 'step') return { ...state, training: state.training === null ? loss : state.training + share * (loss - state.training) };
    const isBest = state.best === null || loss < state.best.loss;
    return {
      ...state,
      notFinite: null,
      last: { loss, step },
      since: isBest ? 0 : state.since + 1,
      best: isBest ? { loss, step, training: state.training ?? loss } : state.best,
    };
  },
  alarms: (state) => [...notFiniteAlarm(state), ...overfittingAlarm(state)],
};

function notFiniteAlarm({ notFinite }: EvaluationState): readonly Alarm[] {
  if (notFinite === null) return [];
  const title = `The evaluation loss at step ${notFinite} is not a number, though the training loss is one`;
  const advice = 'Look in the evaluation rows for one that is unlike the others; otherwise go on from an earlier checkpoint with a lower learning rate.';
  return [{ level: 'error', code: 'EVALUATION_NOT_FINITE', title, advice, step: notFinite }];
}

function overfittingAlarm({ best, last, since, training }: EvaluationState): readonly Alarm[] {
  if (!best || !last || since < patience || last.loss < best.loss * 1.01 || (training ?? best.training) >= best.training) return [];
  const title = `The evaluation loss has risen from ${figure(best.loss)} at step ${best.step} to ${figure(last.loss)}, while the training loss falls`;
  const advice = `The model learns its rows by heart. The checkpoint of step ${best.step} is the better one; stop here, or use more rows, fewer steps or a smaller rank.`;
  return [{ level: 'warning', code: 'OVERFITTING', title, advice, step: best.step }];
}
