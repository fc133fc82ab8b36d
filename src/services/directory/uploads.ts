/** Files and folders on their way into a dataset or model of their own: sent by a browser, or written as a mended copy. */
import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { errorCodes, MixwrightError } from '../../shared/errors.ts';
import type { DataDirectory } from './dataDirectory.ts';

/** Time since something last came into it. */
const expiryMs = 2 * 24 * 60 * 60 * 1000;

/** Where what was sent or made waits until it is entered. */
export function uploadsFolder({ datasets }: Pick<DataDirectory, 'datasets'>): string {
  return join(datasets, '.uploads');
}

export interface TakenUploads {
  /** Where all of the paths lie now. */
  readonly files: string[];
  /** Moves them back to where they came from. */
  putBack(): Promise<void>;
}

/** Moves uploaded files and folders among `paths` to `folder`: all of them, or none. */
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

/**
 * Enters what lies at `paths`; uploads among them that are refused for what they are go at once. Where something else went wrong they
 * wait for another try: sending them again may take an hour.
 */
export async function enterUploads<T>(dataDirectory: DataDirectory, paths: readonly string[], enter: () => Promise<T>): Promise<T> {
  try {
    return await enter();
  } catch (error) {
    // Why it was refused is told, whatever becomes of the files.
    if (error instanceof MixwrightError && errorCodes[error.code] === 'input') await discardUploads(dataDirectory, paths).catch(() => undefined);
    throw error;
  }
}

async function discardUploads(dataDirectory: DataDirectory, paths: readonly string[]): Promise<void> {
  const uploads = uploadsFolder(dataDirectory);
  for (const path of paths.map((each) => resolve(each))) {
    if (!path.startsWith(uploads + sep)) continue;
    await rm(path, { recursive: true, force: true });
    if (dirname(path) !== uploads) await rmdir(dirname(path)).catch(() => undefined);
  }
}

/** Drops that nobody entered, and what a process that died left behind. */
export async function expireUploads(dataDirectory: Pick<DataDirectory, 'datasets'>, now = Date.now()): Promise<void> {
  const folder = uploadsFolder(dataDirectory);
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found && now - found.mtimeMs > expiryMs) await rm(path, { recursive: true, force: true });
  }
}
