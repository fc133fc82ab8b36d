/** Every optimizer by its name in recipes, one line each. */
import type { TrainingRecipe } from '../../shared/recipe.ts';
import { adamw } from './adamw.ts';
import type { Optimizer } from './optimizer.ts';
import { sgd } from './sgd.ts';

export const optimizers: Readonly<Record<TrainingRecipe['optimizer'], Optimizer>> = { adamw, sgd };
