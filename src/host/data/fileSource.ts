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
  return { name: path, bytes: found.size, open: (signal) => readFile(path, signal) };
}

async function* readFile(path: string, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path, signal ? { signal } : {})) yield chunk as Uint8Array;
  } catch (error) {
    if (signal?.aborted) throw new MixwrightError('STOPPED', `reading ${path} was stopped`, { cause: error });
    throw error;
  }
}

export function fileSources(paths: readonly string[]): Promise<readonly ByteSource[]> {
  return Promise.all(paths.map(fileSource));
}
