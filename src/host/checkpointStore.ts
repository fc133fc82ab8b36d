/** A run's checkpoints on disk: `checkpoints/step-000050/`, each whole or absent, older ones removed only when a newer one was read back. */
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MixwrightError } from '../shared/errors.ts';
import type { CheckpointHeader, TensorSlice } from '../training/checkpoint.ts';
import type { CheckpointStore, SavedCheckpoint, StoredCheckpoint } from '../training/checkpointStore.ts';
import { writeFolderAtomically } from '../weights/atomicFolder.ts';
import { syncFolder } from '../weights/durable.ts';
import { isSystemError } from '../weights/systemError.ts';
import { readSlices, readVerifiedHeader, writeCheckpoint } from './checkpointFiles.ts';

export interface CheckpointStoreOptions {
  /** The run's checkpoints/ folder, made when missing. Only the host that owns the run may have it open. */
  readonly directory: string;
  /** Newest checkpoints kept, besides the best. */
  readonly keep: number;
}

/** Opens the folder and clears away what a killed process left half written or half removed. */
export async function openCheckpointStore({ directory, keep }: CheckpointStoreOptions): Promise<CheckpointStore> {
  await mkdir(directory, { recursive: true });
  for (const name of await readdir(directory)) {
    if (name.startsWith('.step-') && name.endsWith('.tmp')) await rm(join(directory, name), { recursive: true, force: true });
  }
  return {
    save: (header, slices) => save({ directory, keep }, header, slices),
    list: () => listCheckpoints(directory),
    open: openCheckpoint,
    async openLatest(warn) {
      for (const checkpoint of (await listCheckpoints(directory)).toReversed()) {
        try {
          return await openCheckpoint(checkpoint);
        } catch (error) {
          if (!(error instanceof MixwrightError) || error.code !== 'CHECKPOINT_DAMAGED') throw error;
          warn(`${error.message}; going back to the one before`);
        }
      }
      return null;
    },
  };
}

/** Checkpoints in a run's checkpoints/ folder by step, ascending; none when there is no such folder. */
export async function listCheckpoints(directory: string): Promise<readonly SavedCheckpoint[]> {
  const names = await readdir(directory).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  });
  return names
    .flatMap((name) => {
      const step = /^step-(\d+)$/.exec(name)?.[1];
      return step ? [{ step: Number(step), path: join(directory, name) }] : [];
    })
    .sort((a, b) => a.step - b.step);
}

/** A checkpoint whose every byte was checked. See `CheckpointStore.open`. */
export async function openCheckpoint({ step, path }: SavedCheckpoint): Promise<StoredCheckpoint> {
  const header = await readVerifiedHeader(path);
  return { step, path, header, slices: () => readSlices(path, header) };
}

async function save({ directory, keep }: CheckpointStoreOptions, header: CheckpointHeader, slices: Iterable<TensorSlice>): Promise<SavedCheckpoint> {
  const { step, best } = header.state;
  const path = join(directory, `step-${String(step).padStart(6, '0')}`);
  try {
    // A run that comes to a step again had to go back before it: what lies there was found damaged.
    await remove(path);
    await writeFolderAtomically(path, (temporary) => writeCheckpoint(temporary, header, slices));
    await readVerifiedHeader(path);
  } catch (error) {
    // Its own failure would hide the first one; the folder is checked again before anyone reads it.
    await remove(path).catch(() => undefined);
    throw explain(error, step);
  }
  await removeOld(directory, { keep, best: best?.step ?? null });
  return { step, path };
}

async function removeOld(directory: string, { keep, best }: { readonly keep: number; readonly best: number | null }): Promise<void> {
  const old = (await listCheckpoints(directory)).slice(0, -Math.max(1, keep));
  for (const { step, path } of old) if (step !== best) await remove(path);
}

/** Under a name that no one reads first, so that a checkpoint is never seen half removed. */
async function remove(path: string): Promise<void> {
  const hidden = path.replace(/step-(\d+)$/, '.step-$1.removed.tmp');
  try {
    await rename(path, hidden);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return;
    throw error;
  }
  await syncFolder(join(path, '..'));
  await rm(hidden, { recursive: true, force: true });
}

function explain(error: unknown, step: number): unknown {
  if (!(error instanceof MixwrightError) || error.code !== 'DISK_FULL') return error;
  return new MixwrightError('DISK_FULL', `the checkpoint of step ${step} could not be written: ${error.message}`, {
    ...error.details,
    hint: 'earlier checkpoints are whole; free some space, then resume the run',
    cause: error,
  });
}
