/** Opening and reading files that a stranger made: only regular files, whole reads, errors that say which file. */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { MixwrightError } from '../shared/errors.ts';
import { isSystemError } from './systemError.ts';

/** Node refuses single reads of 2 GiB and more. */
const maxReadBytes = 2 ** 30;

export interface RegularFile {
  readonly handle: FileHandle;
  readonly path: string;
  readonly bytes: number;
}

/**
 * Opens a regular file for reading; links are followed (the Hugging Face cache is made of them). The caller closes the handle.
 * @throws MixwrightError BAD_MODEL when it is missing, unreadable or not a regular file.
 */
export async function openRegularFile(path: string): Promise<RegularFile> {
  try {
    // Looked at before it is opened: opening a pipe would wait for a writer.
    const found = await stat(path);
    if (!found.isFile()) throw new MixwrightError('BAD_MODEL', `expected ${basename(path)} to be a regular file, got something else`, { file: path });
    const handle = await open(path, 'r');
    return { handle, path, bytes: found.size };
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ELOOP')) {
      const hint = 'it does not exist, or is a link to a file that does not: the download may be incomplete';
      throw new MixwrightError('BAD_MODEL', `expected a file ${basename(path)}, found none`, { file: path, hint, cause: error });
    }
    if (isSystemError(error, 'EACCES', 'EPERM')) {
      throw new MixwrightError('BAD_MODEL', `${basename(path)} may not be read`, { file: path, hint: 'check the permissions of the file', cause: error });
    }
    throw error;
  }
}

/** Fills `target` from `position` on. BAD_MODEL when the file ends before. */
export async function readFully({ handle, path }: RegularFile, target: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < target.length) {
    const { bytesRead } = await handle.read(target, done, Math.min(target.length - done, maxReadBytes), position + done);
    if (bytesRead === 0) {
      const message = `${basename(path)}: expected ${target.length} bytes at ${position}, the file ends after ${done}: it was changed while open`;
      throw new MixwrightError('BAD_MODEL', message, { file: path });
    }
    done += bytesRead;
  }
}
