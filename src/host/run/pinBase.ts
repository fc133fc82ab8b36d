/**
 * A run trained over another run needs that run's checkpoint for as long as it lives itself, while the other may go on,
 * drop old checkpoints or be deleted. So it keeps what it needs in its own folder: hard links for the checkpoint, which is
 * never written to again, copies for the small files.
 */
import { copyFile, link, mkdir, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ModelReference } from '../../shared/jobs.ts';
import { isSystemError } from '../../weights/systemError.ts';
import { baseFile, recipeFile } from '../model/openReference.ts';

/** @returns what to open instead: the same model, held by `runDirectory`. */
export async function pinBase(base: ModelReference, runDirectory: string): Promise<ModelReference> {
  if (base.kind === 'checkpoint') return base;
  const directory = join(runDirectory, 'base');
  // Pinned already, by a first start that did not get far.
  if (base.directory === directory) return base;
  const checkpoint = join(directory, 'checkpoints', basename(base.checkpoint));
  await mkdir(checkpoint, { recursive: true });
  for (const name of [recipeFile, baseFile]) await copyFile(join(base.directory, name), join(directory, name));
  for (const name of await readdir(base.checkpoint)) await linkOrCopy(join(base.checkpoint, name), join(checkpoint, name));
  return { kind: 'run', directory, checkpoint };
}

/** Another file system, or one without links, gets a copy. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return;
    if (!isSystemError(error, 'EXDEV', 'EPERM', 'ENOTSUP', 'EMLINK')) throw error;
    await copyFile(from, to);
  }
}
