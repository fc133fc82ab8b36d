/** Watches the training loss and the gradient norm: not a number, a spike, a slow climb. */
import type { StepMetric } from '../run.ts';
import type { Alarm, Watch } from './alarm.ts';

interface LossState {
  readonly seen: number;
  readonly step: number;
  /** Exponential means of the loss and of its square, and of the gradient norm. */
  readonly mean: number;
  readonly square: number;
  readonly norm: number;
  readonly lowest: { readonly mean: number; readonly step: number } | null;
  readonly notFinite: number | null;
  readonly spikes: readonly { readonly step: number; readonly loss: number; readonly usual: number }[];
  readonly explosions: readonly { readonly step: number; readonly norm: number; readonly usual: number }[];
}

/** Share of a new value in the mean: about the last twenty steps. */
const share = 0.05;
/** Steps before the means say anything. */
const settled = 20;
/** What lies further back than this is history. */
const recentSteps = 200;
const kept = 5;

export const lossWatch: Watch<LossState, StepMetric> = {
  start: {
    ...{ seen: 0, step: 0, mean: 0, square: 0, norm: 0, notFinite: null, spikes: [], explosions: [] },
    lowest: null,
  },
  see(state, { step, loss, gradNorm }) {
    // JSON writes what is not finite as null.
    if (typeof loss !== 'number' || !Number.isFinite(loss)) return { ...state, step, notFinite: state.notFinite ?? step };
    const norm = typeof gradNorm === 'number' && Number.isFinite(gradNorm) ? gradNorm : state.norm;
    const first = state.seen === 0;
    const mean = first ? loss : state.mean + share * (loss - state.mean);
    const seen = state.seen + 1;
    return {
      ...state,
      step,
      seen,
      mean,
      square: first ? loss * loss : state.square + share * (loss * loss - state.square),
      norm: first ? norm : state.norm + share * (norm - state.norm),
      lowest: seen >= settled && mean < (state.lowest?.mean ?? Number.POSITIVE_INFINITY) ? { mean, step } : state.lowest,
      spikes: isSpike(state, loss) ? [...state.spikes, { step, loss, usual: state.mean }].slice(-kept) : state.spikes,
      explosions: isExplosion(state, norm) ? [...state.explosions, { step, norm, usual: state.norm }].slice(-kept) : state.explosions,
    };
  },
  alarms: (state) => [...notFiniteAlarm(state), ...climbAlarm(state), ...spikeAlarm(state), ...explosionAlarm(state)],
};

function isSpike({ seen, mean, square }: LossState, loss: number): boolean {
  const deviation = Math.sqrt(Math.max(0, square - mean * mean));
  return seen >= settled && loss > mean + 6 * deviation && loss > 1.5 * mean;
}

function isExplosion({ seen, norm }: LossState, now: number): boolean {
  return seen >= settled && now > 10 * norm && now > 10;
}

function notFiniteAlarm({ notFinite }: LossState): readonly Alarm[] {
  if (notFinite === null) return [];
  const advice = 'Resume from a checkpoint before that step with a lower learning rate, a longer warm-up or stronger gradient clipping.';
  return [{ level: 'error', code: 'LOSS_NOT_FINITE', title: `The loss is not a number since step ${notFinite}`, advice, step: notFinite }];
}

function climbAlarm({ seen, mean, lowest, step }: LossState): readonly Alarm[] {
  if (!lowest || seen < 2 * settled || !(mean > 1.3 * lowest.mean + 0.1) || step - lowest.step < settled) return [];
  const title = `The training loss has climbed from ${lowest.mean.toPrecision(3)} to ${mean.toPrecision(3)} since step ${lowest.step}`;
  return [
    {
      level: 'error',
      code: 'LOSS_RISES',
      title,
      advice: 'Stop, and go on from an earlier checkpoint or start anew with a lower learning rate.',
      step: lowest.step,
    },
  ];
}

function spikeAlarm({ spikes, step }: LossState): readonly Alarm[] {
  const last = spikes.at(-1);
  if (!last || step - last.step > recentSteps) return [];
  const title = `The loss jumped to ${last.loss.toPrecision(3)} at step ${last.step}, from about ${last.usual.toPrecision(3)}`;
  const advice = 'One jump heals by itself, or comes from a row unlike the others; if they come again, lower the learning rate or the clipping norm.';
  return [{ level: 'warning', code: 'LOSS_SPIKE', title, advice, step: last.step }];
}

function explosionAlarm({ explosions, step }: LossState): readonly Alarm[] {
  const last = explosions.at(-1);
  if (!last || step - last.step > recentSteps) return [];
  const title = `The gradient norm reached ${last.norm.toPrecision(3)} at step ${last.step}, from about ${last.usual.toPrecision(3)}`;
  const advice = 'Clipping holds single ones back; if they come again, lower the learning rate or lengthen the warm-up.';
  return [{ level: 'warning', code: 'GRADIENT_EXPLODES', title, advice, step: last.step }];
}
