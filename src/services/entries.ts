/** Entering models and datasets into the catalogue: by reference, in a small folder that the catalogue can be rebuilt from. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MixwrightError } from '../shared/errors.ts';
import { didYouMean } from '../shared/options.ts';
import { newFolder, recordFiles, writeRecord } from './catalogue/records.ts';
import type { CatalogueData, DatasetRecord, ModelRecord } from './catalogue/schema.ts';
import type { DataDirectory } from './dataDirectory.ts';

interface Records {
  readonly models: ModelRecord;
  readonly datasets: DatasetRecord;
}

export interface Entering<R> {
  readonly fields: Omit<R, 'id' | 'addedAt'> & { readonly name: string };
  isSame(known: R): boolean;
  /** Brings what belongs into the record's own folder there. @returns the fields that change by it. */
  settle?(folder: string): Promise<Partial<Omit<R, 'id' | 'addedAt'>>>;
}

/**
 * Enters a record under an id made from its name; where `isSame` finds it entered already, that record stands.
 * Folder and catalogue change in one transaction.
 */
export async function enter<K extends keyof Records>(
  dataDirectory: DataDirectory,
  kind: K,
  { fields, isSame, settle }: Entering<Records[K]>,
): Promise<Records[K]> {
  return dataDirectory.catalogue.update(async (data) => {
    const records = recordsOf(data, kind);
    const known = Object.values(records).find(isSame);
    if (known) return known;
    const id = await newFolder(dataDirectory[kind], fields.name);
    const folder = join(dataDirectory[kind], id);
    try {
      const record = { id, ...fields, ...(await settle?.(folder)), addedAt: new Date().toISOString() } as unknown as Records[K];
      await writeRecord(folder, recordFiles[kind], record);
      records[id] = record;
      return record;
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  });
}

/** Takes a record out again; what it refers to stays. @throws MixwrightError NOT_FOUND with the nearest id. */
export async function forget(dataDirectory: DataDirectory, kind: keyof Records, id: string): Promise<void> {
  await dataDirectory.catalogue.update(async (data) => {
    const records = recordsOf(data, kind);
    if (!Object.hasOwn(records, id)) {
      throw new MixwrightError('NOT_FOUND', `the catalogue has no "${id}" among its ${kind}`, { hint: didYouMean(id, Object.keys(records)) });
    }
    await rm(join(dataDirectory[kind], id), { recursive: true, force: true });
    delete records[id];
  });
}

function recordsOf<K extends keyof Records>(data: CatalogueData, kind: K): Record<string, Records[K]> {
  return data[kind] as unknown as Record<string, Records[K]>;
}
