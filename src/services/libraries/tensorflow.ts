/** TensorFlow's library in the data directory: added and removed when the user asks, never by itself. Nothing here loads it. */
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { NoteEvent, ProgressEvent } from '../../shared/run.ts';
import { type InstallFrom, installTensorflow } from '../../tensorflow/install/install.ts';
import { findWheelChoice, type Variant } from '../../tensorflow/install/wheelChoice.ts';
import { checkInstallation, type InstallationRecord, listInstallations, recordFile, tensorflowHome } from '../../tensorflow/installation.ts';
import { otherClaims } from '../directory/claims.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import { withLibrariesTurn } from './librariesTurn.ts';
import { hasNvidiaDriver } from './nvidiaDriver.ts';

export interface AddOptions {
  /** Absent: the install script of tfjs-node-gpu, and where its hosts are unreachable a Python wheel. A path names a wheel on disk. */
  readonly from?: InstallFrom;
  /** `auto`: for a GPU where this machine has an NVIDIA driver. */
  readonly variant?: Variant | 'auto';
  readonly signal?: AbortSignal;
  onEvent?(event: ProgressEvent | NoteEvent): void;
}

export interface TensorflowLibrary {
  readonly folder: string;
  /** TensorFlow's. */
  readonly version: string;
  readonly variant: Variant;
  readonly source: InstallationRecord['source'];
  readonly origin: string;
  /** On disk. */
  readonly bytes: number;
  readonly files: InstallationRecord['files'];
  /** It was there before; nothing was done. */
  readonly already: boolean;
}

/**
 * Adds TensorFlow's library, unless a whole one is there. A cancelled or failed attempt leaves what was there before.
 * @throws MixwrightError NOT_AVAILABLE with what is missing and how to get it; DISK_FULL · STOPPED · BAD_USAGE.
 */
export async function addTensorflow(data: DataDirectory, options: AddOptions = {}): Promise<TensorflowLibrary> {
  const { from = 'auto', variant = 'auto', signal = new AbortController().signal, onEvent } = options;
  const home = tensorflowHome(data.libraries);
  return withLibrariesTurn(data, async () => {
    const present = from === 'auto' && variant === 'auto' ? newestUsable(home) : null;
    if (present !== null) {
      await removeOthers(data, present.folder, onEvent);
      return { ...describe(present), already: true };
    }
    await removeLeftovers(home);
    const added = await installTensorflow({
      home,
      cache: data.cache,
      from,
      variant: variant === 'auto' ? variantHere() : variant,
      control: {
        signal,
        progress: (event) => onEvent?.({ type: 'progress', ...event }),
        note: (type, code, message) => onEvent?.({ type, code, message }),
      },
    });
    if (added.gpu === false && added.record.variant === 'gpu') onEvent?.({ type: 'warning', code: 'NO_GPU', message: noGpu });
    await removeOthers(data, added.folder, onEvent);
    return { ...describe(added), already: false };
  });
}

/** Removes every installation. @returns the bytes it freed; 0 when there was none. @throws MixwrightError NOT_AVAILABLE while another process adds or removes one. */
export async function removeTensorflow(data: DataDirectory): Promise<{ readonly freedBytes: number }> {
  const home = tensorflowHome(data.libraries);
  return withLibrariesTurn(data, async () => {
    const installations = listInstallations(home);
    const freedBytes = installations.reduce((sum, { record }) => sum + (record ? totalBytes(record) : 0), 0);
    for (const { folder } of installations) await removeInstallation(folder);
    await rm(home, { recursive: true, force: true });
    return { freedBytes };
  });
}

export interface TensorflowStatus {
  readonly installed: boolean;
  /** TensorFlow's version: of what is installed, else of what would be. */
  readonly version: string;
  /** On disk: of what is installed, else what it will take; null where only the download will tell. */
  readonly bytes: number | null;
  readonly downloadBytes: number | null;
  /** Why what is there does not serve; null when nothing is there, or all is well. */
  readonly fault: string | null;
}

/** What a settings screen shows, without loading anything. */
export function tensorflowStatus(data: DataDirectory): TensorflowStatus {
  const choice = findWheelChoice(variantHere());
  const { downloadBytes = null, installedBytes = null, version = '' } = choice ?? {};
  const newest = listInstallations(tensorflowHome(data.libraries))[0];
  if (!newest) return { installed: false, version, bytes: installedBytes, downloadBytes, fault: null };
  try {
    const record = checkInstallation(newest.folder);
    return { installed: true, version: record.tensorflow, bytes: totalBytes(record), downloadBytes, fault: null };
  } catch (error) {
    return { installed: false, version, bytes: installedBytes, downloadBytes, fault: error instanceof Error ? error.message : String(error) };
  }
}

function newestUsable(home: string): { readonly folder: string; readonly record: InstallationRecord } | null {
  const newest = listInstallations(home)[0];
  if (!newest) return null;
  try {
    return { folder: newest.folder, record: checkInstallation(newest.folder) };
  } catch {
    // Damaged or of another version: what adding it again is for.
    return null;
  }
}

/** Once a newer one stands, but not from under what may have loaded the older. */
async function removeOthers(data: DataDirectory, newest: string, onEvent: AddOptions['onEvent']): Promise<void> {
  const others = listInstallations(tensorflowHome(data.libraries)).filter(({ folder }) => folder !== newest);
  if (others.length === 0) return;
  if ((await otherClaims(data.locks.threads)).length > 0) {
    const megabytes = Math.round(others.reduce((sum, { record }) => sum + (record ? totalBytes(record) : 0), 0) / 1e6);
    const message = `an older TensorFlow (${megabytes} MB) stays while something computes; add TensorFlow again afterwards and it goes`;
    onEvent?.({ type: 'note', code: 'OLDER_KEPT', message });
    return;
  }
  for (const { folder } of others) await removeInstallation(folder);
}

/** What an attempt that was ended from outside left: folders without a record. */
async function removeLeftovers(home: string): Promise<void> {
  const whole = new Set(listInstallations(home).map(({ folder }) => folder));
  const names = existsSync(home) ? await readdir(home) : [];
  for (const folder of names.map((name) => join(home, name))) if (!whole.has(folder)) await rm(folder, { recursive: true, force: true });
}

/** The record goes first: what is half removed must not count as an installation. */
async function removeInstallation(folder: string): Promise<void> {
  await rm(join(folder, recordFile), { force: true });
  // On Windows a library in use cannot be deleted; the next attempt clears it away.
  await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}

function describe({ folder, record }: { readonly folder: string; readonly record: InstallationRecord }): Omit<TensorflowLibrary, 'already'> {
  const { tensorflow: version, variant, source, origin, files } = record;
  return { folder, version, variant, source, origin, bytes: totalBytes(record), files };
}

function totalBytes({ files }: InstallationRecord): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function variantHere(): Variant {
  return hasNvidiaDriver() ? 'gpu' : 'cpu';
}

const noGpu = 'TensorFlow found no GPU it can use and will compute on the CPU: its CUDA and cuDNN libraries must be where the system’s loader finds them';
