/** Puts chosen files of one npm package, of one exact version and checksum, into a folder. Runs none of its scripts. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { MixwrightError } from '../../../shared/errors.ts';
import { writeFolderAtomically } from '../../../weights/atomicFolder.ts';
import { requireDiskSpace } from '../../../weights/diskSpace.ts';
import type { TaskControl } from '../../app/context.ts';
import { throwIfStopped } from '../../engineHosts/jobTask.ts';
import { download } from './download.ts';
import { findRegistry, type PackageVersion, tarballAddress } from './registry.ts';
import { readTar } from './tar.ts';

export interface PackageToInstall extends PackageVersion {
  readonly integrity: string;
  readonly downloadBytes: number;
  /** Paths within the package. */
  readonly files: readonly string[];
  /** Of those files. */
  readonly bytes: number;
}

export interface InstallPlace {
  /** Appears whole or not at all. */
  readonly folder: string;
  /** Where the tarball lies while it is fetched; kept when the attempt is cancelled or the network fails. */
  readonly downloads: string;
  /** Absent: the registry the user's npm asks. */
  readonly registry?: string;
  /** Between two attempts after a lost connection, in milliseconds. */
  readonly patience?: number;
}

/** @throws MixwrightError NOT_AVAILABLE · DISK_FULL · STOPPED. */
export async function installPackage(wanted: PackageToInstall, place: InstallPlace, control: TaskControl): Promise<void> {
  const { name, version, integrity, downloadBytes } = wanted;
  const registry = place.registry ?? (await findRegistry(name));
  await requireDiskSpace(place.downloads, downloadBytes + wanted.bytes, `the package ${name}`);
  await mkdir(place.downloads, { recursive: true });
  const file = join(place.downloads, `${basename(name)}-${version}.tgz`);
  control.phase(`asking ${new URL(registry).host} for ${name}`);
  const address = await tarballAddress(registry, wanted, control.signal);
  control.phase(`downloading ${name}`);
  const progress = (done: number): void => control.progress({ phase: 'downloading', done, total: downloadBytes, unit: 'bytes' });
  const { patience } = place;
  await download({ address, file, bytes: downloadBytes, integrity }, { signal: control.signal, progress, ...(patience !== undefined && { patience }) });
  control.phase(`unpacking ${name}`);
  try {
    await writeFolderAtomically(
      place.folder,
      (folder) => pipeline(createReadStream(file), createGunzip(), (archive) => unpack(archive, { folder, wanted }, control)),
      { signal: control.signal },
    );
  } catch (error) {
    throwIfStopped(control.signal, error);
    throw error;
  }
  await rm(file, { force: true });
}

interface Unpacking {
  readonly folder: string;
  readonly wanted: PackageToInstall;
}

/** Only files that were asked for are written, under the names that were asked for: a path in the archive leads nowhere else. */
async function unpack(archive: AsyncIterable<Uint8Array>, { folder, wanted }: Unpacking, control: TaskControl): Promise<void> {
  const missing = new Set(wanted.files);
  let done = 0;
  for await (const entry of readTar(archive)) {
    throwIfStopped(control.signal);
    // npm's archives hold everything in one folder, whatever its name.
    const path = entry.path.slice(entry.path.indexOf('/') + 1);
    if (entry.kind !== 'file' || !missing.delete(path)) continue;
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of entry.content()) {
        done += chunk.length;
        control.progress({ phase: 'unpacking', done, total: wanted.bytes, unit: 'bytes' });
        yield chunk;
      }
    };
    await pipeline(counted, createWriteStream(target, { flags: 'wx' }), { signal: control.signal });
  }
  if (missing.size === 0) return;
  throw new MixwrightError('NOT_AVAILABLE', `the package ${wanted.name}@${wanted.version} lacks ${[...missing].join(', ')}`);
}
