/** A run's report.html, drawn from what its folder holds. */
import type { Recipe } from '../../shared/recipe.ts';
export async function writeRunReport(_directory: string, _recipe: Recipe): Promise<void> {}
