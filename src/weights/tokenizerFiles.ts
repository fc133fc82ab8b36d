/** The files beside the weights that go unchanged from a checkpoint to whatever is made of it. */
import { chmod, copyFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { asDiskFull } from './diskSpace.ts';
import { syncFile } from './durable.ts';
import { kindBytes, refuseWrongKind } from './fileKind.ts';
import { openRegularFile, readFully } from './regularFile.ts';

/** What a tokenizer can consist of, from transformers 4 and 5 alike. */
export const tokenizerFileNames = [
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'chat_template.jinja',
  'chat_template.json',
  'tokenizer.model',
  'added_tokens.json',
  'vocab.json',
  'merges.txt',
] as const;

/** All that is carried over; generation_config.json holds the list of end tokens and the sampling defaults. */
export const carriedFileNames = [...tokenizerFileNames, 'generation_config.json'] as const;

export interface CarriedFile {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

/** The files of `names` that the folder has. BAD_MODEL for a git-LFS pointer or web page in place of one. */
export async function findCarriedFiles(folder: string, names: readonly string[] = carriedFileNames): Promise<readonly CarriedFile[]> {
  const found: CarriedFile[] = [];
  for (const name of names) {
    const path = join(folder, name);
    if (!(await isThere(path))) continue;
    await refusePlaceholder(path);
    found.push({ name, path });
  }
  return found;
}

/** Copies what is carried over from one folder to another, byte for byte and flushed. Links become files. */
export async function copyCarriedFiles(from: string, to: string): Promise<readonly CarriedFile[]> {
  const copies: CarriedFile[] = [];
  for (const { name, path } of await findCarriedFiles(from)) {
    const copy = join(to, name);
    try {
      await copyFile(path, copy);
      // A copy takes over the mode of its source, which may be read-only in a cache.
      await chmod(copy, 0o644);
      await syncFile(copy);
    } catch (error) {
      throw asDiskFull(error, copy);
    }
    copies.push({ name, path: copy });
  }
  return copies;
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function refusePlaceholder(path: string): Promise<void> {
  const file = await openRegularFile(path);
  try {
    const head = new Uint8Array(Math.min(kindBytes, file.bytes));
    await readFully(file, head, 0);
    refuseWrongKind(head, path, 'a tokenizer file');
  } finally {
    await file.handle.close();
  }
}
