/** Room on disk: asked for before a large write, and told plainly when it runs out during one. */
import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { MixwrightError } from '../shared/errors.ts';
import { isSystemError } from './systemError.ts';

/** Bytes this user may still write on the file system that holds `path`; `path` need not exist yet. */
export async function freeBytes(path: string): Promise<number> {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    try {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    } catch (error) {
      if (!isSystemError(error, 'ENOENT', 'ENOTDIR') || folder === dirname(folder)) throw error;
    }
  }
}

/**
 * Makes sure that `bytes` more fit where `path` lies or will lie.
 * @param what what is to be written, for the message: "the converted model".
 * @throws MixwrightError DISK_FULL with both numbers.
 */
export async function requireDiskSpace(path: string, bytes: number, what: string): Promise<void> {
  const free = await freeBytes(path);
  if (free >= bytes) return;
  throw new MixwrightError('DISK_FULL', `${what} needs ${showBytes(bytes)} on disk, ${showBytes(free)} are free`, {
    file: resolve(path),
    hint: `free at least ${showBytes(bytes - free)} there, or choose a folder on another disk; nothing was written`,
  });
}

/** The same error, but DISK_FULL where the system said that disk or quota is used up while `path` was written. */
export function asDiskFull(error: unknown, path: string): unknown {
  if (!isSystemError(error, 'ENOSPC', 'EDQUOT')) return error;
  return new MixwrightError('DISK_FULL', `the disk became full while ${path} was written`, {
    file: path,
    hint: 'the unfinished files were removed; free some space and run it again',
    cause: error,
  });
}

function showBytes(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return power === 0 ? `${bytes} bytes` : `${(bytes / 1000 ** power).toFixed(2)} ${units[power]} (${bytes} bytes)`;
}
