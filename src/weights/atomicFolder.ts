/** A folder that appears whole or not at all: written beside its destination under a temporary name, flushed, then renamed. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, realpath, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { MixwrightError } from '../shared/errors.ts';
import { asDiskFull } from './diskSpace.ts';
import { syncFolder, syncTree } from './durable.ts';
import { isSystemError } from './systemError.ts';

export interface AtomicWriting {
  readonly signal?: AbortSignal | undefined;
  /** A path of `temporaryFor` that whoever ordered the writing knows too; absent: a new one. */
  readonly temporary?: string | undefined;
}

/**
 * Runs `write` on a fresh temporary folder and makes it `destination` when it succeeds; missing parents are created.
 * When `write` fails or `signal` is aborted by its end, the folder is removed and the destination stays as it was.
 * @param destination must not exist, or be an empty folder.
 * @throws MixwrightError OUTPUT_EXISTS, DISK_FULL, STOPPED; and whatever `write` throws.
 */
export async function writeFolderAtomically<T>(
  destination: string,
  write: (temporary: string) => Promise<T>,
  { signal, temporary: ordered }: AtomicWriting = {},
): Promise<T> {
  const target = await resolveTarget(destination);
  const temporary = ordered ?? beside(target);
  try {
    throwIfStopped(signal);
    await mkdir(temporary, { recursive: true });
    const result = await write(temporary);
    throwIfStopped(signal);
    await syncTree(temporary);
    await replaceEmpty(target, temporary);
    await syncFolder(dirname(target));
    return result;
  } catch (error) {
    // What went wrong with the work is told, whatever becomes of its remains.
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw asDiskFull(error, destination);
  }
}

/**
 * Where a folder will lie, links followed, and a name beside it that nobody else writes to: whoever chose it may remove it.
 * @throws MixwrightError OUTPUT_EXISTS where the destination holds anything.
 */
export async function temporaryFor(destination: string): Promise<{ readonly target: string; readonly temporary: string }> {
  const target = await resolveTarget(destination);
  return { target, temporary: beside(target) };
}

function beside(target: string): string {
  return join(dirname(target), `.${basename(target)}.${randomBytes(4).toString('hex')}.tmp`);
}

/** Refuses a destination that holds anything. Worth calling before long work; writing checks it again. */
export async function requireEmptyDestination(destination: string): Promise<void> {
  await resolveTarget(destination);
}

/** The real path to write to: links to an empty folder are followed. */
async function resolveTarget(destination: string): Promise<string> {
  const path = resolve(destination);
  try {
    const found = await stat(path);
    if (!found.isDirectory()) throw outputExists(path, 'is a file; expected a new or empty folder');
    if ((await readdir(path)).length > 0) throw outputExists(path, 'is not empty; expected a new or empty folder');
    const target = await realpath(path);
    // A mount point cannot be replaced by a rename; better said before the work than after it.
    if (found.dev !== (await stat(dirname(target))).dev) throw outputExists(path, 'is the root of a mounted disk; expected a new folder inside it');
    return target;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return path;
    if (isSystemError(error, 'ENOTDIR')) throw outputExists(path, 'lies under a file; expected a folder');
    throw error;
  }
}

async function replaceEmpty(target: string, temporary: string): Promise<void> {
  try {
    // Windows renames onto no folder, not even an empty one.
    await rmdir(target).catch((error: unknown) => {
      if (!isSystemError(error, 'ENOENT')) throw error;
    });
    await rename(temporary, target);
  } catch (error) {
    if (isSystemError(error, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR')) throw outputExists(target, 'was filled by someone else meanwhile');
    throw error;
  }
}

function outputExists(path: string, why: string): MixwrightError {
  return new MixwrightError('OUTPUT_EXISTS', `${path} ${why}`, { file: path, hint: 'name a folder that does not exist yet; nothing is ever overwritten' });
}

function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new MixwrightError('STOPPED', 'stopped; the unfinished folder was removed', { cause: signal.reason });
}
