/**
 * Removed runs, models and datasets, to be had back until they have lain here long enough. An entry is a folder: a record of
 * what it is and where it lay, and `content`, the folder itself. Moving is one rename, so nothing is ever half here.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import type { TrashEntry } from '../../shared/api/settings.ts';
import { MixwrightError } from '../../shared/errors.ts';
import { didYouMean } from '../../shared/options.ts';
import { syncFolder, writeFileDurably } from '../../weights/durable.ts';
import { isSystemError } from '../../weights/systemError.ts';
import type { SettingsStore, Trash } from '../app/context.ts';
import { folderNames, newFolder, readRecord, recordFiles, slugOf, writeRecord } from '../catalogue/records.ts';
import { type CatalogueData, datasetRecord, modelRecord } from '../catalogue/schema.ts';
import { requireUnowned } from '../runs/runOwner.ts';
import { readRunRecord } from '../runs/runRecord.ts';
import type { DataDirectory } from './dataDirectory.ts';
import { exists } from './exists.ts';
import { folderSize } from './folderSize.ts';

const record = z.object({
  kind: z.enum(['run', 'model', 'dataset']),
  name: z.string(),
  /** Where it lay, relative to the data directory: that may be moved meanwhile. */
  from: z.string().min(1),
  removedAt: z.iso.datetime(),
  bytes: z.number().min(0),
});
type TrashRecord = z.infer<typeof record>;
type Kind = TrashRecord['kind'];

const areas = { run: 'runs', model: 'models', dataset: 'datasets' } as const;
const recordFile = 'trash.json';
const content = 'content';

/** What handlers of other areas put things in with; how long they stay is a setting. */
export function openTrash(data: DataDirectory, settings: Pick<SettingsStore, 'get'>): Trash {
  return {
    put: (item) => putInTrash(data, item),
    async expire() {
      await expireTrash(data, (await settings.get()).trashDays);
    },
  };
}

/**
 * Moves the folder of a run, model or dataset into the trash and takes it out of the catalogue.
 * @returns the entry's id. @throws MixwrightError NOT_FOUND when it is not there; RUN_HELD; INTERNAL for a folder from elsewhere.
 */
export async function putInTrash(data: DataDirectory, item: Parameters<Trash['put']>[0]): Promise<string> {
  const folder = resolve(item.folder);
  const from = relative(data.root, folder);
  if (dirname(folder) !== resolve(data[areas[item.kind]])) {
    throw new MixwrightError('INTERNAL', `only what lies in ${data[areas[item.kind]]} can be put in the trash, got ${folder}`, { file: folder });
  }
  const { bytes } = await folderSize(folder);
  const id = `${slugOf(item.name)}-${randomBytes(4).toString('hex')}`;
  const entry = join(data.trash, id);
  const written: TrashRecord = { kind: item.kind, name: item.name, from, removedAt: new Date().toISOString(), bytes };
  await data.catalogue.update(async (catalogue) => {
    // Under the lock, which a run that starts takes after its claim: none starts between this look and the move.
    if (item.kind === 'run') await requireUnowned(folder);
    await mkdir(entry, { recursive: true });
    await writeFileDurably(join(entry, recordFile), `${JSON.stringify(written, null, 2)}\n`);
    try {
      await rename(folder, join(entry, content));
    } catch (error) {
      await rm(entry, { recursive: true, force: true });
      if (!isSystemError(error, 'ENOENT')) throw refused(error, folder);
      throw new MixwrightError('NOT_FOUND', `${folder} is not there any more`, { file: folder, cause: error });
    }
    delete catalogue[areas[item.kind]][basename(folder)];
  });
  await syncFolder(dirname(folder));
  return id;
}

/** Newest first. An entry whose content never came in, because the process died, is passed over. */
export async function listTrash(data: DataDirectory, days: number): Promise<readonly TrashEntry[]> {
  const entries = await Promise.all(
    (await folderNames(data.trash)).map(async (id) => {
      const found = await readEntry(data, id);
      return found ? [{ id, kind: found.kind, name: found.name, bytes: found.bytes, removedAt: found.removedAt, expiresAt: expiryOf(found, days) }] : [];
    }),
  );
  return entries.flat().sort((a, b) => (a.removedAt < b.removedAt ? 1 : -1));
}

/**
 * Puts an entry back where it lay; where something else lies there by now, beside it under a new id.
 * @returns the id it has in the catalogue. @throws MixwrightError NOT_FOUND.
 */
export async function restoreFromTrash(data: DataDirectory, id: string): Promise<{ readonly kind: Kind; readonly id: string }> {
  const found = await readEntry(data, id);
  if (!found) throw await notThere(data, id);
  const area = areas[found.kind];
  const restored = await data.catalogue.update(async (catalogue) => {
    // Someone else may have restored or removed it while this one waited for its turn.
    if (!(await readEntry(data, id))) throw await notThere(data, id);
    const target = await freePlace(data[area], basename(found.from));
    await rename(join(data.trash, id, content), join(data[area], target));
    await enterRestored(catalogue, { kind: found.kind, folder: join(data[area], target), before: join(data.root, found.from) });
    return target;
  });
  await syncFolder(data[area]);
  await rm(join(data.trash, id), { recursive: true, force: true });
  return { kind: found.kind, id: restored };
}

/** Removes entries for good. @param ids all of them unless said. @returns how much disk came free. @throws MixwrightError NOT_FOUND. */
export async function emptyTrash(data: DataDirectory, ids?: readonly string[]): Promise<number> {
  let freed = 0;
  for (const id of ids ?? (await trashFolders(data))) {
    if (ids && !(await readEntry(data, id))) throw await notThere(data, id);
    // Whose content may be on its way here right now.
    if (!id.startsWith('.') && !(await hasContent(data, id))) continue;
    freed += await removeEntry(data, id);
  }
  return freed;
}

export async function expireTrash(data: DataDirectory, days: number, now = Date.now()): Promise<void> {
  for (const { id, expiresAt } of await listTrash(data, days)) if (Date.parse(expiresAt) <= now) await removeEntry(data, id);
  // What an earlier removal left behind when its process died, or a move that brought nothing.
  for (const id of await trashFolders(data)) if (id.startsWith('.') || (await isAbandoned(data, id, now))) await removeEntry(data, id);
}

function hasContent({ trash }: DataDirectory, id: string): Promise<boolean> {
  return exists(join(trash, id, content));
}

/** Long beyond the moment between an entry and its content. */
const abandonedMs = 24 * 60 * 60 * 1000;

async function isAbandoned(data: DataDirectory, id: string, now: number): Promise<boolean> {
  if (await hasContent(data, id)) return false;
  const found = await stat(join(data.trash, id)).catch(() => null);
  return found !== null && now - found.mtimeMs > abandonedMs;
}

async function removeEntry(data: DataDirectory, id: string): Promise<number> {
  const hidden = join(data.trash, id.startsWith('.') ? id : `.${id}`);
  const { bytes } = await folderSize(join(data.trash, id, content));
  // Hidden first: what is half removed must not be offered for restoring.
  if (!id.startsWith('.') && !(await renamed(join(data.trash, id), hidden))) return 0;
  await rm(hidden, { recursive: true, force: true, maxRetries: 3 });
  return bytes;
}

/** @returns false where another process has taken it away or put it back. */
async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false;
    throw error;
  }
}

function trashFolders({ trash }: DataDirectory): Promise<readonly string[]> {
  return readdir(trash).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  });
}

async function readEntry(data: DataDirectory, id: string): Promise<TrashRecord | null> {
  if (basename(id) !== id || id.startsWith('.')) return null;
  if (!(await hasContent(data, id))) return null;
  try {
    return record.parse(JSON.parse(await readFile(join(data.trash, id, recordFile), 'utf8')));
  } catch {
    return null;
  }
}

function expiryOf({ removedAt }: TrashRecord, days: number): string {
  return new Date(Date.parse(removedAt) + days * 24 * 60 * 60 * 1000).toISOString();
}

/** The name itself where nothing has it, else name-2, name-3, … */
async function freePlace(parent: string, name: string): Promise<string> {
  if (!(await exists(join(parent, name)))) return name;
  const free = await newFolder(parent, name);
  // Windows renames onto no folder, not even an empty one.
  await rmdir(join(parent, free));
  return free;
}

interface Restored {
  readonly kind: Kind;
  readonly folder: string;
  /** Where it lay before. */
  readonly before: string;
}

/** The folder is the truth: its own record goes back into the index, under the id it has now. */
async function enterRestored(catalogue: CatalogueData, { kind, folder, before }: Restored): Promise<void> {
  const id = basename(folder);
  if (kind === 'run') {
    const run = await readRunRecord(folder);
    if (run) catalogue.runs[id] = { ...run, id };
    return;
  }
  if (kind === 'dataset') {
    const dataset = await readRecord(folder, recordFiles.datasets, datasetRecord);
    if (!dataset) return;
    const files = dataset.files.map((file) => movedPath(file, before, folder));
    catalogue.datasets[id] = { ...dataset, id, files };
    await writeRecord(folder, recordFiles.datasets, catalogue.datasets[id]);
    return;
  }
  const model = await readRecord(folder, recordFiles.models, modelRecord);
  if (!model) return;
  catalogue.models[id] = { ...model, id, path: movedPath(model.path, before, folder) };
  await writeRecord(folder, recordFiles.models, catalogue.models[id]);
}

function movedPath(path: string, before: string, now: string): string {
  return path === before || path.startsWith(before + sep) ? now + path.slice(before.length) : path;
}

async function notThere(data: DataDirectory, id: string): Promise<MixwrightError> {
  return new MixwrightError('NOT_FOUND', `the trash has no "${id}"`, { hint: didYouMean(id, await folderNames(data.trash)) });
}

/** Windows moves no folder in which a file is open; no system moves one to another disk by renaming it. */
function refused(error: unknown, folder: string): unknown {
  if (isSystemError(error, 'EXDEV')) {
    return new MixwrightError('NOT_AVAILABLE', `${folder} lies on another disk than the trash`, {
      file: folder,
      hint: 'keep the whole data directory on one disk, or delete the folder yourself',
      cause: error,
    });
  }
  if (!isSystemError(error, 'EBUSY', 'EPERM', 'EACCES')) return error;
  return new MixwrightError('RUN_HELD', `${folder} is in use and cannot be moved`, { file: folder, hint: 'close what uses it and try again', cause: error });
}
