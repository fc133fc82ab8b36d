/** How much disk a folder takes: apparent sizes, a hard-linked file once, links not followed. */
import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '../../weights/systemError.ts';

export interface FolderSize {
  readonly bytes: number;
  readonly files: number;
}

/** Files looked at together: enough to keep a disk busy, few enough to leave room for others. */
const atOnce = 32;

/**
 * What vanishes while it is counted is passed over; a folder that is not there has no size.
 * @param counted hard-linked files that another folder has counted already; filled on the way.
 * @throws the signal's reason when it is aborted.
 */
export async function folderSize(folder: string, signal?: AbortSignal, counted: Set<string> = new Set()): Promise<FolderSize> {
  let bytes = 0;
  let files = 0;
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    signal?.throwIfAborted();
    const names = await list(next);
    for (let start = 0; start < names.length; start += atOnce) {
      const paths = names.slice(start, start + atOnce).map((name) => join(next as string, name));
      for (const [i, entry] of (await Promise.all(paths.map(look))).entries()) {
        if (entry?.isDirectory()) folders.push(paths[i] as string);
        if (!entry?.isFile() || isCounted(entry, counted)) continue;
        bytes += entry.size;
        files += 1;
      }
    }
  }
  return { bytes, files };
}

function isCounted({ dev, ino, nlink }: Stats, counted: Set<string>): boolean {
  if (nlink < 2) return false;
  const identity = `${dev}:${ino}`;
  if (counted.has(identity)) return true;
  counted.add(identity);
  return false;
}

function list(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => unlessGone(error, []));
}

function look(path: string): Promise<Stats | null> {
  return lstat(path).catch((error: unknown) => unlessGone(error, null));
}

function unlessGone<T>(error: unknown, otherwise: T): T {
  if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return otherwise;
  throw error;
}
