/** Making written files survive a power cut: data, then the name, reach the disk before anyone relies on them. */
import { open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asDiskFull } from './diskSpace.ts';

/** Flushes a file's data. */
export async function syncFile(path: string): Promise<void> {
  // Opened for writing because Windows flushes no handle that may only read.
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Flushes a folder's list of names. Windows has no such call and needs none. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Flushes everything below a folder, and the folder. */
export async function syncTree(path: string): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await syncTree(join(path, entry.name));
    else if (entry.isFile()) await syncFile(join(path, entry.name));
  }
  await syncFolder(path);
}

/** Writes a small file whole or not at all: under a name of its own first, flushed, then renamed into place. */
export async function writeFileDurably(path: string, text: string, { mode = 0o644 }: { readonly mode?: number } = {}): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    // One that a process left when it died would keep its own mode.
    await rm(temporary, { force: true });
    await writeFile(temporary, text, { flag: 'wx', mode, flush: true });
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw asDiskFull(error, path);
  }
}
