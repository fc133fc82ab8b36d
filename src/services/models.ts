/** Models in the catalogue: folders of the user's own, known by a short id. */
import { basename, resolve } from 'node:path';
import type { ModelRecord } from './catalogue/schema.ts';
import type { DataDirectory } from './dataDirectory.ts';
import { enter, forget } from './entries.ts';

/** Enters a model folder; one that is there already keeps its id. */
export async function registerModel(dataDirectory: DataDirectory, folder: string, name?: string): Promise<ModelRecord> {
  const path = resolve(folder);
  return enter(dataDirectory, 'models', { fields: { name: name ?? basename(path), path }, isSame: (known) => known.path === path });
}

export async function listModels({ catalogue }: DataDirectory): Promise<readonly ModelRecord[]> {
  return Object.values((await catalogue.read()).models);
}

/** The folder itself stays. @throws MixwrightError NOT_FOUND. */
export async function forgetModel(dataDirectory: DataDirectory, id: string): Promise<void> {
  await forget(dataDirectory, 'models', id);
}
