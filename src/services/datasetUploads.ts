/** Files on their way into a dataset of their own: sent by a browser, or written as a mended copy. */
import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import type { DataDirectory } from './dataDirectory.ts';

/** Time since something last came into it. */
const expiryMs = 2 * 24 * 60 * 60 * 1000;

/** Where files that were sent or made for a dataset wait until it is entered. */
export function uploadsFolder({ datasets }: Pick<DataDirectory, 'datasets'>): string {
  return join(datasets, '.uploads');
}

/** Moves uploaded files among `paths` to `folder`. @returns where all of them lie now. */
export async function takeUploads(dataDirectory: DataDirectory, paths: readonly string[], folder: string): Promise<string[]> {
  const uploads = uploadsFolder(dataDirectory);
  const taken: string[] = [];
  for (const path of paths) taken.push(path.startsWith(uploads + sep) ? await take(path, { folder, taken, uploads }) : path);
  return taken;
}

async function take(path: string, { folder, taken, uploads }: { folder: string; taken: readonly string[]; uploads: string }): Promise<string> {
  await mkdir(folder, { recursive: true });
  const target = freeName(join(folder, basename(path)), taken);
  await rename(path, target);
  // The drop's own folder, once its last file has left it.
  if (dirname(path) !== uploads) await rmdir(dirname(path)).catch(() => undefined);
  return target;
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
