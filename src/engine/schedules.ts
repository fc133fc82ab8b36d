/** Learning-rate schedules: pure functions of the step. Steps count from 1; the step after the last would have rate 0, so every step trains. */
import type { TrainingRecipe } from '../shared/recipe.ts';

export interface ScheduleOptions {
  readonly learningRate: number;
  /** The rate at step s of the warm-up is learningRate · s / warmupSteps. */
  readonly warmupSteps: number;
  readonly totalSteps: number;
}

/** The share of the rate left at a step after the warm-up; `first` is the step of the full rate. */
type Decay = (step: number, first: number, total: number) => number;

/** Of a run, at its end (MiniCPM, arXiv:2404.06395, §4.3). */
const decayShare = 0.1;

const decays = {
  constant: () => 1,
  linear: (step, first, total) => 1 - progress(step, first, total),
  /** SGDR's half wave without restarts (arXiv:1608.03983). */
  cosine: (step, first, total) => (1 + Math.cos(Math.PI * progress(step, first, total))) / 2,
  'warmup-stable-decay'(step, first, total) {
    const lastStable = Math.max(first, total - Math.max(1, Math.round(decayShare * total)));
    return step <= lastStable ? 1 : 1 - progress(step, lastStable, total);
  },
} as const satisfies Record<TrainingRecipe['schedule'], Decay>;

/** The learning rate of a step, 1 … totalSteps. */
export function learningRateAt(schedule: TrainingRecipe['schedule'], step: number, { learningRate, warmupSteps, totalSteps }: ScheduleOptions): number {
  if (step < warmupSteps) return (learningRate * step) / warmupSteps;
  return learningRate * decays[schedule](step, Math.max(1, warmupSteps), totalSteps);
}

/** 0 at the step of the full rate, 1 at the step after the last. */
function progress(step: number, first: number, total: number): number {
  return (step - first) / Math.max(1, total + 1 - first);
}
