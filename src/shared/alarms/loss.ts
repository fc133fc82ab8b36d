/**
 * Watches the training loss: not a number, a jump, a climb. A climb has three measures; the first loss is the untouched model's.
 *
 * - At once: the mean of the last 5 losses is 2 nats and 30 % above the first, and the gradient norm has been 30 times its first.
 * - High: the usual loss is 3 nats, 50 % and a factor of e^(2·spread) above the first.
 * - Slow: the usual loss is 0.1 nats, 30 % and that factor above its lowest, which lies 20 steps back or more.
 */
import type { StepMetric } from '../run.ts';
import { type Alarm, figure, recentSteps, type Watch } from './alarm.ts';
import { isBeyondNoise, nothingUsual, seeValue, settled, type Usual } from './usual.ts';

interface Place {
  readonly loss: number;
  readonly step: number;
}

interface LossState {
  readonly step: number;
  readonly notFinite: number | null;
  readonly usual: Usual;
  readonly first: (Place & { readonly norm: number }) | null;
  /** The newest losses, `atOnce` of them at most. */
  readonly newest: readonly number[];
  /** The gradient norm has been far above its first. */
  readonly shaken: boolean;
  readonly lowest: Place | null;
  /** The highest of the climb that goes on, or of the last one. */
  readonly climb: { readonly from: Place; readonly to: Place & { readonly learningRate: number }; readonly lastStep: number } | null;
  readonly spike: (Place & { readonly usual: number }) | null;
}

const atOnce = 5;

export const lossWatch: Watch<LossState, StepMetric> = {
  start: {
    ...{ step: 0, notFinite: null, usual: nothingUsual, first: null, newest: [], shaken: false },
    ...{ lowest: null, climb: null, spike: null },
  },
  see(before, { step, loss, gradNorm, learningRate }) {
    // JSON writes what is not finite as null.
    if (typeof loss !== 'number' || !Number.isFinite(loss)) return { ...before, step, notFinite: before.notFinite ?? step };
    const usual = seeValue(before.usual, loss);
    const first = before.first ?? { loss, step, norm: gradNorm };
    const isLowest = usual.seen >= settled && usual.mean < (before.lowest?.loss ?? Number.POSITIVE_INFINITY);
    const state = {
      ...before,
      ...{ step, usual, first },
      newest: [...before.newest, loss].slice(-atOnce),
      shaken: before.shaken || (usual.seen < settled && gradNorm > 30 * first.norm),
      lowest: isLowest ? { loss: usual.mean, step } : before.lowest,
      spike: isSpike(before.usual, loss) ? { step, loss, usual: before.usual.mean } : before.spike,
    };
    const climbing = climbNow(state);
    if (!climbing) return state;
    const goesOn = before.climb?.from.step === climbing.from.step && before.climb.to.loss >= climbing.to.loss;
    return { ...state, climb: { from: climbing.from, to: goesOn ? before.climb.to : { ...climbing.to, learningRate }, lastStep: step } };
  },
  alarms(state) {
    const worst = [...notFiniteAlarm(state), ...climbAlarm(state)];
    // A loss that climbs jumps as well.
    return worst.length > 0 ? worst : spikeAlarm(state);
  },
};

function isSpike(usual: Usual, loss: number): boolean {
  return usual.seen >= settled && loss > 1.5 * usual.mean && isBeyondNoise(usual, loss);
}

function climbNow({ step, usual: { seen, mean, spread }, first, newest, shaken, lowest }: LossState): { readonly from: Place; readonly to: Place } | null {
  if (!first) return null;
  const above = (loss: number, { nats, times }: { readonly nats: number; readonly times: number }): number => Math.max(loss + nats, loss * times);
  const lately = newest.reduce((sum, loss) => sum + loss, 0) / atOnce;
  if (shaken && newest.length === atOnce && seen < settled && lately > above(first.loss, { nats: 2, times: 1.3 }))
    return { from: first, to: { loss: lately, step } };
  const noise = Math.exp(2 * spread);
  if (seen >= settled && mean > above(first.loss, { nats: 3, times: Math.max(1.5, noise) })) return { from: first, to: { loss: mean, step } };
  if (lowest && step - lowest.step >= settled && mean > above(lowest.loss, { nats: 0.1, times: Math.max(1.3, noise) })) {
    return { from: lowest, to: { loss: mean, step } };
  }
  return null;
}

function notFiniteAlarm({ notFinite }: LossState): readonly Alarm[] {
  if (notFinite === null) return [];
  const advice = 'Resume from a checkpoint before that step with a lower learning rate, a longer warm-up or stronger gradient clipping.';
  return [{ level: 'error', code: 'LOSS_NOT_FINITE', title: `The loss is not a number since step ${notFinite}`, advice, step: notFinite }];
}

function climbAlarm({ climb, step }: LossState): readonly Alarm[] {
  if (!climb || step - climb.lastStep > recentSteps) return [];
  const { from, to } = climb;
  const advice = `Start anew with a tenth of the learning rate (${figure(to.learningRate)} there) or a longer warm-up, or go on from a checkpoint before the climb.`;
  const title = `The training loss climbed from ${figure(from.loss)} at step ${from.step} to ${figure(to.loss)} at step ${to.step}`;
  return [{ level: 'error', code: 'LOSS_RISES', title, advice, step: from.step }];
}

function spikeAlarm({ spike, step }: LossState): readonly Alarm[] {
  if (!spike || step - spike.step > recentSteps) return [];
  const title = `The loss jumped to ${figure(spike.loss)} at step ${spike.step}, from about ${figure(spike.usual)}`;
  const advice = 'One jump heals by itself, or comes from a row unlike the others; if they come again, lower the learning rate or the clipping norm.';
  return [{ level: 'warning', code: 'LOSS_SPIKE', title, advice, step: spike.step }];
}
