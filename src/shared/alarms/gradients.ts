/**
 * Watches the gradient norm: a jump, a growth, an end. A jump is above 10, beyond noise and 10 times the usual, or 100 times in the first
 * steps, which know no usual yet. A growth is the usual above 10 and 10 times its lowest. It has ended below a thousandth of the first
 * step's for 20 steps, while the loss is above half of the first: a model that knows its rows by heart has no gradient either.
 */
import type { StepMetric } from '../run.ts';
import { type Alarm, figure, recentSteps, type Watch } from './alarm.ts';
import { isBeyondNoise, nothingUsual, seeValue, settled, type Usual } from './usual.ts';

interface Place {
  readonly norm: number;
  readonly step: number;
}

interface GradientState {
  readonly step: number;
  readonly usual: Usual;
  readonly first: { readonly norm: number; readonly loss: number } | null;
  readonly lowest: Place | null;
  readonly jump: (Place & { readonly usual: number }) | null;
  /** For how many steps on end there has been next to none. */
  readonly goneFor: number;
}

/** Below this the norm is small, however much it has grown. */
const small = 10;
const goneSteps = 20;

export const gradientWatch: Watch<GradientState, StepMetric> = {
  start: { step: 0, usual: nothingUsual, first: null, lowest: null, jump: null, goneFor: 0 },
  see(before, { step, loss, gradNorm: norm }) {
    // JSON writes what is not finite as null.
    if (typeof norm !== 'number' || !Number.isFinite(norm)) return { ...before, step };
    const first = before.first ?? { norm, loss };
    const usual = seeValue(before.usual, norm);
    const isLowest = usual.seen >= settled && usual.mean < (before.lowest?.norm ?? Number.POSITIVE_INFINITY);
    const isGone = norm < first.norm / 1000 && loss > first.loss / 2;
    return {
      ...{ step, usual, first },
      lowest: isLowest ? { norm: usual.mean, step } : before.lowest,
      jump: isJump(before.usual, norm) ? { step, norm, usual: before.usual.mean } : before.jump,
      goneFor: isGone ? before.goneFor + 1 : 0,
    };
  },
  // One is enough: they come from each other.
  alarms: (state) => [...goneAlarm(state), ...growthAlarm(state), ...jumpAlarm(state)].slice(0, 1),
};

function isJump(usual: Usual, norm: number): boolean {
  if (usual.seen === 0 || norm <= small) return false;
  return usual.seen < settled ? norm > 100 * usual.mean : norm > 10 * usual.mean && isBeyondNoise(usual, norm);
}

function goneAlarm({ goneFor, step }: GradientState): readonly Alarm[] {
  if (goneFor < goneSteps) return [];
  const advice = 'The weights went where no gradient leads back, mostly by a learning rate far too high: start anew with a tenth of it.';
  const title = `Nothing is learnt any more: for ${goneFor} steps there has been next to no gradient`;
  return [{ level: 'error', code: 'GRADIENT_VANISHED', title, advice, step: step - goneFor + 1 }];
}

function growthAlarm({ usual: { mean }, lowest }: GradientState): readonly Alarm[] {
  if (!lowest || mean <= small || mean <= 10 * lowest.norm) return [];
  const advice = 'Clipping holds it back for now; lower the learning rate before the loss follows.';
  const title = `The gradient norm has grown from about ${figure(lowest.norm)} at step ${lowest.step} to ${figure(mean)}`;
  return [{ level: 'warning', code: 'GRADIENT_EXPLODES', title, advice, step: lowest.step }];
}

function jumpAlarm({ jump, step }: GradientState): readonly Alarm[] {
  if (!jump || step - jump.step > recentSteps) return [];
  const advice = 'Clipping holds single ones back; if they come again, lower the learning rate or lengthen the warm-up.';
  const title = `The gradient norm reached ${figure(jump.norm)} at step ${jump.step}, from about ${figure(jump.usual)}`;
  return [{ level: 'warning', code: 'GRADIENT_EXPLODES', title, advice, step: jump.step }];
}
