/** Opens what a reference names: a checkpoint folder, or a run's checkpoint on top of the model it was trained from. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { attachMethods } from '../../compile/attachMethods.ts';
import { MixwrightError } from '../../shared/errors.ts';
import type { ModelReference } from '../../shared/jobs.ts';
import { randomStream } from '../../shared/random.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { openCheckpointTensors } from '../checkpointFiles.ts';
import { materialised } from './materialised.ts';
import type { OpenModel } from './model.ts';
import { openPlainModel } from './openModel.ts';

/** Purpose of the random stream that added parameters are drawn from; the same when a run is opened again. */
export const addedParameters = 'added parameters';

/** Files of a run folder that say what it trains. */
export const recipeFile = 'recipe.json';
export const baseFile = 'base.json';

/** Opens the model, hands it over, and closes it whatever happens. */
export async function withModel<T>(reference: ModelReference, use: (model: OpenModel) => Promise<T>, open = openReference): Promise<T> {
  const model = await open(reference);
  try {
    return await use(model);
  } finally {
    await model.close();
  }
}

export function openReference(reference: ModelReference): Promise<OpenModel> {
  return reference.kind === 'checkpoint' ? openPlainModel(reference.path) : openRun(reference.directory, reference.checkpoint);
}

/** A model to train on or convert: a run counts as the plain model it materialises to. */
export async function openBase(reference: ModelReference): Promise<OpenModel> {
  const model = await openReference(reference);
  try {
    return materialised(model);
  } catch (error) {
    await model.close();
    throw error;
  }
}

async function openRun(directory: string, checkpoint: string): Promise<OpenModel> {
  const recipe = await readRunFile<Recipe>(directory, recipeFile);
  const base = await openBase(await readRunFile<ModelReference>(directory, baseFile));
  try {
    return await attachRun({ checkpoint, recipe, base });
  } catch (error) {
    await base.close();
    throw error;
  }
}

interface RunToAttach {
  readonly checkpoint: string;
  readonly recipe: Recipe;
  readonly base: OpenModel;
}

async function attachRun({ checkpoint, recipe, base }: RunToAttach): Promise<OpenModel> {
  const attached = attachMethods({ ...base, random: randomStream(recipe.training.seed, addedParameters) }, recipe.methods);
  const trained = await openCheckpointTensors(checkpoint);
  const expertsOf = new Map([
    ...attached.adds.map(({ name, experts }) => [name, experts] as const),
    ...base.parameters.map(({ name, role, shape }) => [name, role === 'experts' ? shape[0] : undefined] as const),
  ]);
  return {
    ...base,
    attached,
    frozenDtype: recipe.training.frozenDtype,
    storedDtype: (spec) => (attached.trains.has(spec.name) ? 'f32' : base.storedDtype(spec)),
    async read(name, expert) {
      const tensor = trained.tensors.get(name);
      if (!tensor) return base.read(name, expert);
      if (expert === undefined) return trained.readFloat32(name);
      const count = tensor.bytes / 4 / (expertsOf.get(name) ?? 1);
      return trained.readFloat32(name, expert * count, count);
    },
    readBase: base.read,
    fingerprint: async () => `${await base.fingerprint()}+${JSON.parse(await readFile(join(checkpoint, 'checkpoint.json'), 'utf8')).sha256}`,
    async close() {
      await trained.close();
      await base.close();
    },
  };
}

async function readRunFile<T>(directory: string, name: string): Promise<T> {
  try {
    return JSON.parse(await readFile(join(directory, name), 'utf8')) as T;
  } catch (error) {
    throw new MixwrightError('BAD_MODEL', `${directory} is not a whole run folder: ${name} cannot be read`, { file: join(directory, name), cause: error });
  }
}
