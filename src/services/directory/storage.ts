/** What takes disk space in the data directory, and emptying what may be emptied. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StorageUsage } from '../../shared/api/settings.ts';
import { MixwrightError } from '../../shared/errors.ts';
import { freeBytes } from '../../weights/diskSpace.ts';
import { isSystemError } from '../../weights/systemError.ts';
import { withLibrariesTurn } from '../libraries/librariesTurn.ts';
import { runOwner } from '../runs/runOwner.ts';
import type { DataDirectory } from './dataDirectory.ts';
import { folderSize } from './folderSize.ts';

const areas = [
  { id: 'models', name: 'Models' },
  { id: 'runs', name: 'Runs and checkpoints' },
  { id: 'datasets', name: 'Datasets' },
  { id: 'exports', name: 'Exports' },
  { id: 'libraries', name: 'Libraries' },
  { id: 'cache', name: 'Cache' },
  { id: 'trash', name: 'Trash' },
] as const;

/** By area; a file that two areas share by a hard link counts in the first. @throws the signal's reason when it is aborted. */
export async function storageUsage(data: DataDirectory, signal?: AbortSignal): Promise<StorageUsage> {
  const counted = new Set<string>();
  const found: StorageUsage['areas'] = [];
  for (const { id, name } of areas) {
    const { bytes } = await folderSize(data[id], signal, counted);
    found.push({ id, name, bytes, items: (await visible(data[id])).length });
  }
  return { dataDirectory: data.root, freeBytes: await freeBytes(data.root), areas: found };
}

/**
 * Self-tests and tokenised samples, made again when they are needed; and what is left of a library's download.
 * @param jobs that use the cache and are no runs.
 * @returns the bytes that came free. @throws MixwrightError RUN_HELD while a run may be reading them; NOT_AVAILABLE while other work may.
 */
export async function clearCache(data: DataDirectory, jobs: { busy(): boolean }): Promise<number> {
  if (jobs.busy()) throw new MixwrightError('NOT_AVAILABLE', 'a plan is being made, which uses the cache', { hint: 'wait for its end' });
  for (const id of await visible(data.runs)) {
    const owner = await runOwner(join(data.runs, id));
    if (owner !== null) {
      throw new MixwrightError('RUN_HELD', `the run ${id} is at work and may use the cache`, { hint: 'pause does not suffice; wait for its end, or stop it' });
    }
  }
  return withLibrariesTurn(data, async () => {
    const { bytes } = await folderSize(data.cache);
    for (const name of await readdir(data.cache)) await rm(join(data.cache, name), { recursive: true, force: true });
    return bytes;
  });
}

async function visible(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  });
  return names.filter((name) => !name.startsWith('.'));
}
