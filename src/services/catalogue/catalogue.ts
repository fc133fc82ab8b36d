/** The catalogue of one data directory, shared by any number of processes: reads see a whole file, updates take turns. */
import { Low } from 'lowdb';
import type { DataPaths } from '../dataPaths.ts';
import { withLock } from '../lock.ts';
import { type Migrations, safeAdapter } from './adapter.ts';
import { reindex } from './reindex.ts';
import { type CatalogueData, catalogueData, emptyCatalogue } from './schema.ts';

export interface Catalogue {
  /** What is on disk now. */
  read(): Promise<CatalogueData>;
  /**
   * Changes the catalogue: lock, reread, change, write, release. `change` works on a copy; when it throws, or the write
   * fails, nothing has changed. It must not call the catalogue again.
   */
  update<T>(change: (data: CatalogueData) => T | Promise<T>): Promise<T>;
  /** Makes it anew from the folders. */
  rebuild(): Promise<CatalogueData>;
}

const version = 1;
const migrations: Migrations = {};

export function openCatalogue(paths: DataPaths, warn: (message: string) => void): Catalogue {
  // The folders are the truth and know more than a backup that is one write old.
  const restore = async (backup: CatalogueData | null): Promise<CatalogueData> => ({ ...emptyCatalogue, ...backup, ...(await reindex(paths)) });
  const adapter = safeAdapter({ file: paths.catalogueFile, version, migrations, schema: catalogueData, restore, warn });
  const takeTurn = turns();
  const update = <T>(change: (data: CatalogueData) => T | Promise<T>): Promise<T> =>
    takeTurn(() =>
      withLock(paths.locks.catalogue, async () => {
        const db = new Low(adapter, emptyCatalogue);
        await db.read();
        const draft = structuredClone(db.data);
        const result = await change(draft);
        db.data = draft;
        await db.write();
        return result;
      }),
    );
  return {
    read: async () => (await adapter.peek()) ?? (await update((data) => data)),
    update,
    rebuild: () => update(async (data) => Object.assign(data, await reindex(paths))),
  };
}

/** Within a process updates queue up rather than contend for the lock. */
function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
