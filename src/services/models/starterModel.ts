/** The small model that comes with Mixwright, entered into the catalogue the first time it is used. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFolderAtomically } from '../../weights/atomicFolder.ts';
import { newFolder } from '../catalogue/records.ts';
import type { ModelRecord } from '../catalogue/schema.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import { registerOwnModel } from './models.ts';

export const starterName = 'Mixwright starter';

/** @param starter resources/starter. */
export function starterSource(starter: string): string {
  return join(starter, 'model');
}

/**
 * Copied, for it is small: an application that runs from an image of its own lies elsewhere at every start, and runs go on from
 * the model they began with.
 */
export async function enterStarter(data: DataDirectory, starter: string): Promise<ModelRecord> {
  const known = Object.values((await data.catalogue.read()).models).find(({ source }) => source === 'starter');
  if (known) return known;
  const id = await newFolder(data.models, starterName);
  await writeFolderAtomically(join(data.models, id), (folder) => cp(starterSource(starter), folder, { recursive: true }));
  return registerOwnModel(data, { id, name: starterName, source: 'starter' });
}
