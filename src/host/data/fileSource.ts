/** A file as the data folder wants it. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ByteSource } from '../../data/data.ts';
import { MixwrightError } from '../../shared/errors.ts';

export async function fileSource(path: string): Promise<ByteSource> {
  const found = await stat(path).catch(() => null);
  if (!found)
    throw new MixwrightError('NOT_FOUND', `there is no dataset file ${path}`, {
      file: path,
      hint: 'check the path; relative paths in a recipe are the recipe file’s',
    });
  if (found.isDirectory()) throw new MixwrightError('BAD_DATASET', `${path} is a folder, not a dataset file`, { file: path, hint: 'name its files' });
  return { name: path, bytes: found.size, open: (signal) => createReadStream(path, signal ? { signal } : {}) };
}

export function fileSources(paths: readonly string[]): Promise<readonly ByteSource[]> {
  return Promise.all(paths.map(fileSource));
}
