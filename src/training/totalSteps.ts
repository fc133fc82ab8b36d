/** How many optimizer steps a recipe asks for. */
import type { TrainingRecipe } from '../shared/recipe.ts';

/**
 * `steps` as given, else enough for the asked epochs (one without either); a last step may reach into the next epoch.
 * @param batchesPerEpoch micro-batches.
 */
export function totalSteps({ steps, epochs, accumulation }: Pick<TrainingRecipe, 'steps' | 'epochs' | 'accumulation'>, batchesPerEpoch: number): number {
  return steps ?? Math.max(1, Math.ceil(((epochs ?? 1) * batchesPerEpoch) / accumulation));
}
