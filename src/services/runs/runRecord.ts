/** A run's record, run.json in its folder; a folder that has lost it is described by its recipe. */
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Recipe } from '../../shared/recipe.ts';
import { readRecord, recordFiles } from '../catalogue/records.ts';
import { type RunRecord, runRecord } from '../catalogue/schema.ts';
import { readRunJson, runFiles } from './runFiles.ts';

/** Null when the folder is no run's. */
export async function readRunRecord(directory: string): Promise<RunRecord | null> {
  return (await readRecord(directory, recordFiles.runs, runRecord)) ?? (await recordFromRecipe(directory));
}

/** What a record repeats of the recipe. */
export function summarizeRecipe(recipe: Recipe): Pick<RunRecord, 'model' | 'datasets' | 'methods' | 'totalSteps'> {
  return {
    model: recipe.model,
    datasets: [...recipe.dataset.files],
    methods: recipe.methods.map(({ id }) => id),
    totalSteps: recipe.training.steps,
  };
}

async function recordFromRecipe(directory: string): Promise<RunRecord | null> {
  const recipe = await readRunJson<Recipe>(directory, 'recipe');
  if (!recipe?.dataset || !recipe.methods || !recipe.training) return null;
  const time = (await stat(join(directory, runFiles.recipe))).mtime.toISOString();
  const id = basename(directory);
  // How it ended is not known; whoever finds it so can resume it.
  const state = { status: 'interrupted', createdAt: time, updatedAt: time, startedAt: null, error: null, queue: null } as const;
  return { id, name: id, ...state, ...summarizeRecipe(recipe) };
}
