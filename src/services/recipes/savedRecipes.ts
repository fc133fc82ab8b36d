/** Recipes kept by name: a file each, as any other recipe file, so that they can be copied and given to the command line. */
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SavedRecipe } from '../../shared/api/recipes.ts';
import { MixwrightError } from '../../shared/errors.ts';
import { didYouMean } from '../../shared/options.ts';
import { writeFileDurably } from '../../weights/durable.ts';
import { isSystemError } from '../../weights/systemError.ts';
import type { DataPaths } from '../directory/dataPaths.ts';

const ending = '.json';
/** Characters that no file name may have on some system. */
const forbidden = /[<>:"/\\|?*\p{Cc}]/gu;

/** The last saved first; files that hold no recipe are passed over. */
export async function listSavedRecipes({ recipes }: Pick<DataPaths, 'recipes'>): Promise<SavedRecipe[]> {
  const names = (await fileNames(recipes)).filter((name) => name.endsWith(ending) && !name.startsWith('.'));
  const found = await Promise.all(names.map((name) => readSaved(join(recipes, name), name.slice(0, -ending.length))));
  return found.flat().sort((a, b) => (a.savedAt < b.savedAt ? 1 : -1));
}

/** A recipe of the same name is replaced. */
export async function saveRecipe({ recipes }: Pick<DataPaths, 'recipes'>, name: string, recipe: SavedRecipe['recipe']): Promise<SavedRecipe> {
  const id =
    name
      .replace(forbidden, '-')
      .replace(/^\.+|[. ]+$/g, '')
      .slice(0, 100) || 'recipe';
  await mkdir(recipes, { recursive: true });
  await writeFileDurably(join(recipes, id + ending), `${JSON.stringify(recipe, null, 2)}\n`);
  return { id, name: id, savedAt: new Date().toISOString(), recipe };
}

/** @throws MixwrightError NOT_FOUND with the nearest name. */
export async function removeSavedRecipe(paths: Pick<DataPaths, 'recipes'>, id: string): Promise<void> {
  const known = (await listSavedRecipes(paths)).map((recipe) => recipe.id);
  if (!known.includes(id)) throw new MixwrightError('NOT_FOUND', `there is no saved recipe "${id}"`, { hint: didYouMean(id, known) });
  await rm(join(paths.recipes, id + ending));
}

async function readSaved(file: string, id: string): Promise<readonly SavedRecipe[]> {
  try {
    const recipe = JSON.parse(await readFile(file, 'utf8')) as SavedRecipe['recipe'] | null;
    if (typeof recipe !== 'object' || recipe === null || Array.isArray(recipe)) return [];
    return [{ id, name: id, savedAt: (await stat(file)).mtime.toISOString(), recipe }];
  } catch {
    return [];
  }
}

async function fileNames(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  });
}
