/** The one place that applies optimizer updates: clipping, the settings of each group, the end of a step. */
import type { TrainingPrograms } from '../compile/programs.ts';
import type { Session } from '../engine/executors/executor.ts';
import { optimizers } from '../engine/optimizers/index.ts';
import type { TrainingRecipe } from '../shared/recipe.ts';

export interface Update {
  /** From 1. */
  readonly step: number;
  readonly learningRate: number;
  /** Global L2 norm of the step's gradients, before clipping. */
  readonly gradNorm: number;
}

export type UpdateSettings = Pick<TrainingRecipe, 'betas' | 'epsilon' | 'maxGradNorm'>;

/** Updates every parameter group from the gradients in place, then ends the step. */
export function applyUpdate({ groups, optimizer, programs }: TrainingPrograms, session: Session, update: Update, settings: UpdateSettings): void {
  const gradientScale = Float32Array.of(clippingScale(update.gradNorm, settings.maxGradNorm));
  for (const { name, rateMultiplier, weightDecay } of groups) {
    const rate = update.learningRate * rateMultiplier;
    session.run(`update:${name}`, { gradientScale, settings: optimizers[optimizer].settings(update.step, rate, { ...settings, weightDecay }) });
  }
  if (programs.endStep) session.run('endStep');
}

/** PyTorch's clip_grad_norm_: gradients longer than `maximum` are scaled to it; 0 never clips. */
export function clippingScale(norm: number, maximum: number): number {
  return maximum === 0 ? 1 : Math.min(1, maximum / (norm + 1e-6));
}
