/** Recipe files: read, resolved against their folder, with models and datasets found. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { findTrainingMethod } from '../../methods/index.ts';
import { MixwrightError } from '../../shared/errors.ts';
import type { ModelReference } from '../../shared/jobs.ts';
import { readRecipe } from '../../shared/readRecipe.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { isSystemError } from '../../weights/systemError.ts';
import { resolveDataset } from '../datasets/datasets.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import { modelText, resolveModel } from '../models/modelReference.ts';

export interface LoadedRecipe {
  /** Paths are absolute, every default is written out. */
  readonly recipe: Recipe;
  readonly model: ModelReference;
}

export interface RecipeChanges {
  /** Assignments of --set. */
  readonly sets?: readonly string[];
}

/** @throws MixwrightError NOT_FOUND, BAD_RECIPE, BAD_OPTIONS; the message names the file. */
export async function loadRecipe(data: DataDirectory, file: string, changes: RecipeChanges = {}): Promise<LoadedRecipe> {
  const path = resolve(file);
  const raw = parseRecipe(await readText(path), path);
  return resolveRecipe(data, raw, { ...changes, folder: dirname(path) });
}

/** The same for a recipe that is no file: `folder` is what its relative paths belong to. */
export async function resolveRecipe(
  data: DataDirectory,
  raw: unknown,
  { sets = [], folder }: RecipeChanges & { readonly folder: string },
): Promise<LoadedRecipe> {
  const read = readRecipe(raw, { findMethod: findTrainingMethod, resolvePath: pathsIn(folder), sets });
  const model = await resolveModel(data, read.model, folder);
  const files = await resolveDataset(data, read.dataset.files, folder);
  const evalFiles = await resolveDataset(data, read.dataset.evalFiles, folder);
  return { recipe: { ...read, model: modelText(model), dataset: { ...read.dataset, files, evalFiles } }, model };
}

/** Names that are no files stay as they are: ids, runs, a template's own text. */
function pathsIn(folder: string): (path: string) => string {
  return (path) => {
    const absolute = resolve(folder, path);
    return existsSync(absolute) ? absolute : path;
  };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) {
      throw new MixwrightError('NOT_FOUND', `there is no recipe ${path}`, { file: path, hint: 'a recipe is a JSON file; see mixwright train --help' });
    }
    if (isSystemError(error, 'EISDIR'))
      throw new MixwrightError('BAD_RECIPE', `expected a recipe, ${path} is a folder`, {
        file: path,
        hint: 'name the JSON file in it; see mixwright train --help',
      });
    throw error;
  }
}

/** @param path for messages. @throws MixwrightError BAD_RECIPE for what is no JSON. */
export function parseRecipe(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new MixwrightError('BAD_RECIPE', `${path} is not valid JSON: ${(error as SyntaxError).message}`, {
      file: path,
      hint: 'JSON takes no comments and no comma after a last item',
    });
  }
}
