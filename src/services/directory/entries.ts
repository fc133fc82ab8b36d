/** Entering models and datasets into the catalogue: by reference, in a small folder that the catalogue can be rebuilt from. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { unusedName } from '../../shared/unusedName.ts';
import { newFolder, recordFiles, writeRecord } from '../catalogue/records.ts';
import type { CatalogueData, DatasetRecord, ModelRecord } from '../catalogue/schema.ts';
import type { DataDirectory } from './dataDirectory.ts';

interface Records {
  readonly models: ModelRecord;
  readonly datasets: DatasetRecord;
}

export interface Entering<R> {
  readonly fields: Omit<R, 'id' | 'addedAt'> & { readonly name: string };
  isSame(known: R): boolean;
  /** Brings what belongs into the record's own folder there; one that throws has moved nothing. */
  settle?(folder: string): Promise<Settled<R>>;
}

export interface Settled<R> {
  /** Those that change by it. */
  readonly fields: Partial<Omit<R, 'id' | 'addedAt'>>;
  /** Called where the record could not be written: what was moved is not ours to lose. */
  undo(): Promise<void>;
}

/**
 * Enters a record under an id made from its name, with a number where the name is taken; where `isSame` finds it entered already,
 * that record stands.
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
    let settled: Settled<Records[K]> | undefined;
    try {
      settled = await settle?.(folder);
      const name = unusedName(
        fields.name,
        Object.values(records).map((other) => other.name),
      );
      const record = { id, ...fields, ...settled?.fields, name, addedAt: new Date().toISOString() } as unknown as Records[K];
      await writeRecord(folder, recordFiles[kind], record);
      records[id] = record;
      return record;
    } catch (error) {
      await settled?.undo();
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  });
}

function recordsOf<K extends keyof Records>(data: CatalogueData, kind: K): Record<string, Records[K]> {
  return data[kind] as unknown as Record<string, Records[K]>;
}
