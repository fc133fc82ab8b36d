/** Folders of the machine that the services run on, for choosing files where no system dialog can: in a browser. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, parse, resolve } from 'node:path';
import type { FileEntry } from '../../shared/api/app.ts';
import { MixwrightError } from '../../shared/errors.ts';
import { isSystemError } from '../../weights/systemError.ts';
import { isDatasetName } from '../datasets/datasetFiles.ts';
import { runFiles } from '../runs/runFiles.ts';
import { exists } from './exists.ts';

export interface BrowsedFolder {
  readonly path: string;
  /** Null at the top. */
  readonly parent: string | null;
  readonly entries: FileEntry[];
  /** Where one may start from. */
  readonly roots: { readonly name: string; readonly path: string }[];
}

/**
 * Folders come first, hidden ones and those that cannot be looked at not at all. Of a file its folder is shown.
 * @param path null: the user's home. @throws MixwrightError NOT_FOUND; NOT_AVAILABLE where the system refuses it.
 */
export async function browseFolder(path: string | null, dataDirectory: string): Promise<BrowsedFolder> {
  const asked = resolve(path ?? homedir());
  const found = await stat(asked).catch((error: unknown) => {
    throw refused(asked, error);
  });
  const folder = found.isDirectory() ? asked : dirname(asked);
  const names = await readdir(folder).catch((error: unknown) => {
    throw refused(folder, error);
  });
  const entries = await Promise.all(names.filter((name) => !name.startsWith('.')).map((name) => entryOf(join(folder, name))));
  const parent = dirname(folder);
  return {
    path: folder,
    parent: parent === folder ? null : parent,
    entries: entries.filter((entry) => entry !== null).sort(foldersFirst),
    roots: await roots(dataDirectory),
  };
}

function foldersFirst(a: FileEntry, b: FileEntry): number {
  if (a.kind !== b.kind) return a.kind === 'folder' ? -1 : 1;
  return a.name.localeCompare(b.name, 'en', { numeric: true, sensitivity: 'base' });
}

async function entryOf(path: string): Promise<FileEntry | null> {
  const found = await stat(path).catch(() => null);
  if (!found || !(found.isDirectory() || found.isFile())) return null;
  const name = basename(path);
  const common = { name, path, modifiedAt: new Date(found.mtimeMs).toISOString() };
  if (found.isDirectory()) return { ...common, kind: 'folder', bytes: 0, looksLike: await folderLooksLike(path) };
  return { ...common, kind: 'file', bytes: found.size, looksLike: isDatasetName(name) ? 'dataset' : null };
}

async function folderLooksLike(path: string): Promise<'model' | 'run' | null> {
  const names: readonly string[] = await readdir(path).catch(() => []);
  if (names.includes('config.json') && names.some((name) => name.endsWith('.safetensors'))) return 'model';
  return names.includes(runFiles.recipe) && names.includes(runFiles.base) ? 'run' : null;
}

async function roots(dataDirectory: string): Promise<BrowsedFolder['roots']> {
  const home = homedir();
  const fixed = [
    { name: 'Home', path: home },
    { name: 'Mixwright data', path: dataDirectory },
  ];
  const disks = await mounts();
  return [...fixed, ...disks.filter((path) => path !== home).map((path) => ({ name: basename(path) || path, path }))];
}

/** The file system's top, and disks that people plug in. */
async function mounts(): Promise<readonly string[]> {
  if (process.platform === 'win32') {
    const letters = Array.from({ length: 26 }, (_, index) => `${String.fromCharCode(65 + index)}:\\`);
    const there = await Promise.all(letters.map(exists));
    return letters.filter((_, index) => there[index]);
  }
  const top = parse(resolve('/')).root;
  if (process.platform === 'darwin') {
    const volumes = await readdir('/Volumes').catch(() => []);
    return [top, ...volumes.map((name) => join('/Volumes', name))];
  }
  const table = await readFile('/proc/mounts', 'utf8').catch(() => '');
  const places = table.split('\n').map((line) => unescapeMount(line.split(' ')[1] ?? ''));
  return [top, ...new Set(places.filter((place) => /^\/(media|mnt|run\/media)\//.test(place)))];
}

/** Spaces and their like stand as octal numbers in /proc/mounts. */
function unescapeMount(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

function refused(path: string, cause: unknown): unknown {
  if (isSystemError(cause, 'ENOENT', 'ENOTDIR')) {
    return new MixwrightError('NOT_FOUND', `there is no folder ${path}`, { file: path, hint: 'it was moved or removed, or its disk is not connected', cause });
  }
  if (isSystemError(cause, 'EACCES', 'EPERM')) {
    return new MixwrightError('NOT_AVAILABLE', `the system does not let you look into ${path}`, {
      file: path,
      hint: 'choose another folder, or allow it in the system’s settings',
      cause,
    });
  }
  return cause;
}
