/** The catalogue of one data directory: the index of its models, datasets and runs. */
import type { DataPaths } from '../directory/dataPaths.ts';
import type { Migrations } from './adapter.ts';
import { reindex } from './reindex.ts';
import { type CatalogueData, catalogueData, emptyCatalogue } from './schema.ts';
import { openStore, type Store } from './store.ts';

export interface Catalogue extends Store<CatalogueData> {
  /** Makes it anew from the folders. */
  rebuild(): Promise<CatalogueData>;
}

const version = 2;
/** 2: runs know their place in the queue and when they began, datasets how they are read; the schema fills in what records of version 1 do not say. */
const migrations: Migrations = { 1: (data) => data };

export function openCatalogue(paths: DataPaths, warn: (message: string) => void): Catalogue {
  // The folders are the truth and know more than a backup that is one write old.
  const restore = async (backup: CatalogueData | null): Promise<CatalogueData> => ({ ...emptyCatalogue, ...backup, ...(await reindex(paths)) });
  const lock = paths.locks.catalogue;
  const store = openStore({ file: paths.catalogueFile, version, migrations, schema: catalogueData, restore, warn, lock, initial: emptyCatalogue });
  return { ...store, rebuild: () => store.update(async (data) => Object.assign(data, await reindex(paths))) };
}
