/** One installation, whole or not at all: filled, loaded once, recorded with checksums, then given its name. */
import { lstat, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MixwrightError } from '../../shared/errors.ts';
import { writeFolderAtomically } from '../../weights/atomicFolder.ts';
import { findBinding, type InstallationRecord, type InstalledFile, recordFile } from '../installation.ts';
import type { NodePackage } from '../nodePackage.ts';
import { checkBinding } from './checkBinding.ts';
import { fileSha256 } from './fileSha256.ts';
import type { Variant } from './wheelChoice.ts';

export interface AddedTensorflow {
  readonly folder: string;
  readonly record: InstallationRecord;
  /** Whether it found a GPU it can use. */
  readonly gpu: boolean;
}

export interface Making {
  readonly home: string;
  /** The folder's, as far as people read it. */
  readonly name: string;
  readonly variant: Variant;
  readonly source: InstallationRecord['source'];
  readonly origin: string;
  readonly nodePackage: NodePackage;
  readonly signal: AbortSignal;
  /** Puts lib/ and deps/lib/ into a fresh folder. */
  fill(folder: string): Promise<void>;
}

/** @throws MixwrightError NOT_AVAILABLE when the addon does not load; STOPPED; DISK_FULL; and what `fill` throws. */
export async function makeInstallation({ home, name, variant, source, origin, nodePackage, signal, fill }: Making): Promise<AddedTensorflow> {
  // Of its own, so that what is there stays until this one is whole.
  const destination = join(home, `${name}-${Date.now().toString(36)}`);
  const made = await writeFolderAtomically(
    destination,
    async (folder) => {
      await fill(folder);
      const binding = findBinding(folder);
      if (binding === null) throw new MixwrightError('INTERNAL', `no addon was made in ${folder}`);
      const { version, gpu } = await checkBinding(binding, signal);
      const record: InstallationRecord = {
        format: 1,
        source,
        variant,
        origin,
        tensorflow: version,
        nodePackage: nodePackage.version,
        platform: process.platform,
        arch: process.arch,
        addedAt: new Date().toISOString(),
        files: await describeFiles(folder, signal),
      };
      await writeFile(join(folder, recordFile), `${JSON.stringify(record, null, 2)}\n`);
      return { record, gpu };
    },
    { signal },
  );
  return { folder: destination, ...made };
}

async function describeFiles(folder: string, signal: AbortSignal): Promise<readonly InstalledFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files: InstalledFile[] = [];
  for (const path of paths.sort()) {
    const below = path.slice(folder.length + 1).replaceAll('\\', '/');
    files.push({ path: below, bytes: (await lstat(path)).size, sha256: await fileSha256(path, signal) });
  }
  return files;
}
