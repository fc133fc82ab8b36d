/** Watches the evaluations beside the training loss: a model that learns its rows by heart. */
import type { EvalMetric, StepMetric } from '../run.ts';
import type { Watch } from './alarm.ts';

interface EvaluationState {
  /** Exponential mean of the training loss. */
  readonly training: number | null;
  readonly best: { readonly loss: number; readonly step: number; readonly training: number } | null;
  /** Evaluations since the best. */
  readonly since: number;
  readonly last: { readonly loss: number; readonly step: number } | null;
}

const share = 0.05;
/** Evaluations without a better one before it counts. */
const patience = 3;

export const evaluationWatch: Watch<EvaluationState, StepMetric | EvalMetric> = {
  start: { training: null, best: null, since: 0, last: null },
  see(state, metric) {
    const { loss, step } = metric;
    if (typeof loss !== 'number' || !Number.isFinite(loss)) return state;
    if (metric.type === 'step') return { ...state, training: state.training === null ? loss : state.training + share * (loss - state.training) };
    const isBest = state.best === null || loss < state.best.loss;
    return {
      ...state,
      last: { loss, step },
      since: isBest ? 0 : state.since + 1,
      best: isBest ? { loss, step, training: state.training ?? loss } : state.best,
    };
  },
  alarms({ best, last, since, training }) {
    if (!best || !last || since < patience || last.loss < best.loss * 1.01 || (training ?? best.training) >= best.training) return [];
    return [
      {
        level: 'warning',
        code: 'OVERFITTING',
        title: `The evaluation loss has risen from ${best.loss.toPrecision(3)} at step ${best.step} to ${last.loss.toPrecision(3)}, while the training loss falls`,
        advice: `The model learns its rows by heart. The checkpoint of step ${best.step} is the better one; stop here, or use more rows, fewer steps or a smaller rank.`,
        step: best.step,
      },
    ];
  },
};
