/** The record that stands in the folder of each model, dataset and run: what the catalogue is rebuilt from. */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { writeFileDurably } from '../../weights/durable.ts';
import { isSystemError } from '../../weights/systemError.ts';

export const recordFiles = { models: 'model.json', datasets: 'dataset.json', runs: 'run.json' } as const;

export async function writeRecord(folder: string, file: (typeof recordFiles)[keyof typeof recordFiles], record: object): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFileDurably(join(folder, file), `${JSON.stringify(record, null, 2)}\n`);
}

/** The record, or null where there is none that can be read. */
export async function readRecord<T>(folder: string, file: string, schema: z.ZodType<T>): Promise<T | null> {
  try {
    return schema.parse(JSON.parse(await readFile(join(folder, file), 'utf8')));
  } catch {
    return null;
  }
}

/** All records of a kind, by id; a folder without a readable one is passed over, and so are hidden folders. */
export async function readRecords<T extends { readonly id: string }>(parent: string, read: (folder: string) => Promise<T | null>): Promise<Record<string, T>> {
  const records: Record<string, T> = {};
  for (const id of await folderNames(parent)) {
    const record = await read(join(parent, id));
    // A copied folder still names the one it was copied from.
    if (record) records[id] = { ...record, id };
  }
  return records;
}

/** Folders a reader may look into, by name; hidden ones are being made or removed. */
export async function folderNames(parent: string): Promise<readonly string[]> {
  const names = await readdir(parent).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  });
  return names.filter((name) => !name.startsWith('.')).sort();
}

/** Makes a folder that did not exist, named for `base`: base, base-2, base-3, … Two processes never get the same. */
export async function newFolder(parent: string, base: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  const slug = slugOf(base);
  for (let count = 1; ; count++) {
    const id = count === 1 ? slug : `${slug}-${count}`;
    try {
      await mkdir(join(parent, id));
      return id;
    } catch (error) {
      if (!isSystemError(error, 'EEXIST')) throw error;
    }
  }
}

/** A name that is a folder on every system and needs no quotes in a shell. */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60);
  return slug || 'unnamed';
}
