/** Installations of TensorFlow's library on disk: where they lie, what they record of themselves, and which one counts. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MixwrightError } from '../shared/errors.ts';
import { findNodePackage, type NodePackage, nodePackageVersion } from './nodePackage.ts';

/** `installer`: the archives that tfjs-node-gpu's install script downloads. `wheel`: built over a Python wheel's library. `package`: the script's own work in node_modules. */
export type InstallationSource = 'installer' | 'wheel' | 'package';

/** What an installation says of itself, in `installation.json` beside its files. */
export interface InstallationRecord {
  readonly format: 1;
  readonly source: Exclude<InstallationSource, 'package'>;
  /** What it was made from: a wheel's file name, or the package whose script ran. */
  readonly origin: string;
  readonly variant: 'cpu' | 'gpu';
  /** TensorFlow's version. */
  readonly tensorflow: string;
  /** Of @tensorflow/tfjs-node-gpu, whose JavaScript and addon must match. */
  readonly nodePackage: string;
  readonly platform: string;
  readonly arch: string;
  /** ISO 8601. */
  readonly addedAt: string;
  readonly files: readonly InstalledFile[];
}

export interface InstalledFile {
  /** Below the installation, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Installation {
  /** Absolute. */
  readonly folder: string;
  readonly source: InstallationSource;
  /** The addon. */
  readonly binding: string;
  readonly nodePackage: NodePackage;
}

export interface SearchOptions extends Machine {
  /** The folder of installations in the data directory. */
  readonly home: string;
  /** One installation to use whatever else there is; MIXWRIGHT_TENSORFLOW unless said. */
  readonly directory?: string | undefined;
  /** The file whose node_modules are searched. */
  readonly from?: string;
}

export const recordFile = 'installation.json';

/** Where the addon lies in an installation and in the npm package: a folder for the Node-API version it was made for. */
const bindingFolder = /^napi-v\d+$/;
const bindingName = 'tfjs_binding.node';

/** The folder of installations below a data directory's `libraries`. */
export function tensorflowHome(libraries: string): string {
  return join(libraries, 'tensorflow');
}

/** @throws MixwrightError NOT_AVAILABLE when there is none, or the one that counts is damaged, of another version or for another machine. */
export function findInstallation({ home, directory = process.env.MIXWRIGHT_TENSORFLOW, ...machine }: SearchOptions): Installation {
  const nodePackage = findNodePackage(machine.from);
  const folder = directory ? resolve(directory) : listInstallations(home)[0]?.folder;
  if (folder !== undefined) {
    const { source } = checkInstallation(folder, machine);
    return { folder, source, binding: requireBinding(folder), nodePackage };
  }
  const ownBinding = findBinding(nodePackage.folder);
  if (ownBinding) return { folder: nodePackage.folder, source: 'package', binding: ownBinding, nodePackage };
  throw new MixwrightError('NOT_AVAILABLE', 'TensorFlow’s library is not installed', { file: home });
}

/** Every installation in `home`, the newest first; last those whose record cannot be read (null). */
export function listInstallations(home: string): readonly { readonly folder: string; readonly record: InstallationRecord | null }[] {
  const names = existsSync(home) ? readdirSync(home) : [];
  return names
    .map((name) => join(home, name))
    .filter((folder) => existsSync(join(folder, recordFile)))
    .map((folder) => ({ folder, record: recordOrNull(folder) }))
    .sort((a, b) => (b.record?.addedAt ?? '').localeCompare(a.record?.addedAt ?? ''));
}

function recordOrNull(folder: string): InstallationRecord | null {
  try {
    return readRecord(folder);
  } catch {
    return null;
  }
}

/** @throws MixwrightError NOT_AVAILABLE when the folder has no record or one that cannot be read. */
export function readRecord(folder: string): InstallationRecord {
  const file = join(folder, recordFile);
  try {
    const record = JSON.parse(readFileSync(file, 'utf8')) as InstallationRecord;
    if (record.format === 1 && Array.isArray(record.files)) return record;
  } catch (cause) {
    throw new MixwrightError('NOT_AVAILABLE', `${folder} holds no installation of TensorFlow: ${(cause as Error).message}`, { file, cause });
  }
  throw new MixwrightError('NOT_AVAILABLE', `${file} is of a format this version does not know`, { file });
}

export interface Machine {
  readonly platform?: string;
  readonly arch?: string;
}

/**
 * Sizes, not checksums: hashing a gigabyte at every start would be felt, and what a file that was cut off lacks is length.
 * @throws MixwrightError NOT_AVAILABLE when the installation is damaged, of another version, or for another machine.
 */
export function checkInstallation(folder: string, { platform = process.platform, arch = process.arch }: Machine = {}): InstallationRecord {
  const record = readRecord(folder);
  if (record.nodePackage !== nodePackageVersion) {
    throw unusable(folder, `was made for @tensorflow/tfjs-node-gpu ${record.nodePackage}, expected ${nodePackageVersion}`);
  }
  if (record.platform !== platform || record.arch !== arch) {
    throw unusable(folder, `is for ${record.platform} on ${record.arch}, this is ${platform} on ${arch}`);
  }
  for (const { path, bytes } of record.files) {
    const found = statSync(join(folder, path), { throwIfNoEntry: false });
    if (!found) throw unusable(folder, `is damaged: ${path} is missing`);
    if (found.size !== bytes) throw unusable(folder, `is damaged: ${path} has ${found.size} bytes, expected ${bytes}`);
  }
  requireBinding(folder);
  return record;
}

function requireBinding(folder: string): string {
  const binding = findBinding(folder);
  if (binding !== null) return binding;
  throw unusable(folder, `has no ${bindingName} for this Node (Node-API ${process.versions.napi})`);
}

/** The addon below a folder, for the highest Node-API version this process has. */
export function findBinding(folder: string): string | null {
  const lib = join(folder, 'lib');
  const supported = Number(process.versions.napi);
  const found = (existsSync(lib) ? readdirSync(lib) : [])
    .filter((name) => bindingFolder.test(name) && existsSync(join(lib, name, bindingName)))
    .map((name) => ({ name, version: Number(name.slice('napi-v'.length)) }))
    .filter(({ version }) => version <= supported)
    .sort((a, b) => b.version - a.version)[0];
  return found ? join(lib, found.name, bindingName) : null;
}

function unusable(folder: string, why: string): MixwrightError {
  return new MixwrightError('NOT_AVAILABLE', `the TensorFlow in ${folder} ${why}`, { file: folder });
}
