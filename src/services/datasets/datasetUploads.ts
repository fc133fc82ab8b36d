/** Files on their way into a dataset of their own: sent by a browser, or written as a mended copy. */
import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import type { DataDirectory } from '../directory/dataDirectory.ts';

/** Time since something last came into it. */
const expiryMs = 2 * 24 * 60 * 60 * 1000;

/** Where files that were sent or made for a dataset wait until it is entered. */
export function uploadsFolder({ datasets }: Pick<DataDirectory, 'datasets'>): string {
  return join(datasets, '.uploads');
}

export interface TakenUploads {
  /** Where all of the paths lie now. */
  readonly files: string[];
  /** Moves them back to where they came from. */
  putBack(): Promise<void>;
}

/** Moves uploaded files among `paths` to `folder`: all of them, or none. */
export async function takeUploads(dataDirectory: DataDirectory, paths: readonly string[], folder: string): Promise<TakenUploads> {
  const uploads = uploadsFolder(dataDirectory);
  const files: string[] = [];
  const putBack = async (): Promise<void> => {
    for (const [index, file] of files.entries()) if (file !== paths[index]) await move(file, paths[index] as string);
  };
  try {
    for (const path of paths) {
      if (!path.startsWith(uploads + sep)) {
        files.push(path);
        continue;
      }
      const target = freeName(join(folder, basename(path)), files);
      await move(path, target);
      files.push(target);
      // The drop's own folder, once its last file has left it.
      if (dirname(path) !== uploads) await rmdir(dirname(path)).catch(() => undefined);
    }
  } catch (error) {
    await putBack();
    throw error;
  }
  return { files, putBack };
}

async function move(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await rename(from, to);
}

/** Files of one name come from several folders: a.jsonl, 2-a.jsonl, … */
function freeName(path: string, taken: readonly string[]): string {
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? path : join(dirname(path), `${count}-${basename(path)}`);
    if (!taken.includes(candidate)) return candidate;
  }
}

/** Drops that nobody entered, and what a process that died left behind. */
export async function expireUploads(dataDirectory: Pick<DataDirectory, 'datasets'>, now = Date.now()): Promise<void> {
  const folder = uploadsFolder(dataDirectory);
  for (const name of await readdir(folder).catch(() => [])) {
    const found = await stat(join(folder, name)).catch(() => null);
    if (found && now - found.mtimeMs > expiryMs) await rm(join(folder, name), { recursive: true, force: true });
  }
}
