/** A resumed run's recipe: the one it was started with, but for fields that change nothing already computed. */
import { findTrainingMethod } from '../../methods/index.ts';
import { MixwrightError } from '../../shared/errors.ts';
import { readRecipe } from '../../shared/readRecipe.ts';
import type { Recipe, TrainingRecipe } from '../../shared/recipe.ts';

/** Whole sections that decide no number of the curve. */
const free: ReadonlySet<string> = new Set<keyof Recipe>(['samples']);

const changeable: ReadonlySet<string> = new Set<keyof TrainingRecipe>(['steps', 'epochs', 'evalEvery', 'checkpointEvery', 'keepCheckpoints', 'earlyStop']);

/**
 * @param recipe as the run's folder holds it; runs of earlier versions have no samples.
 * @throws MixwrightError RESUME_REFUSED naming the first field that may not change.
 */
export function changedRecipe(recipe: Omit<Recipe, 'samples'> & Partial<Pick<Recipe, 'samples'>>, sets: readonly string[]): Recipe {
  if (sets.length === 0) return { ...recipe, samples: recipe.samples ?? null };
  const changed = readRecipe(recipe, { findMethod: findTrainingMethod, resolvePath: (path) => path, sets });
  const { training: before, ...rest } = recipe;
  const { training: after, ...otherRest } = changed;
  const refused =
    Object.keys(rest).find((field) => !free.has(field) && !same(rest[field as keyof typeof rest], otherRest[field as keyof typeof rest])) ??
    Object.keys(before).find((field) => !changeable.has(field) && !same(before[field as keyof TrainingRecipe], after[field as keyof TrainingRecipe]));
  if (refused === undefined) return changed;
  const field = refused in before ? `training.${refused}` : refused;
  throw new MixwrightError('RESUME_REFUSED', `${field} cannot change when a run is resumed`, {
    field,
    hint: `only ${[...changeable].map((name) => `training.${name}`).join(', ')} and ${[...free].join(', ')} may; for anything else start a new run`,
  });
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
