/**
 * Going back to an earlier checkpoint without losing what was made after it, until something new was made: newer checkpoints,
 * and the logs as they are, wait in a hidden folder of the run. A crash in between leaves either the old state or the new one.
 */
import { copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { SavedCheckpoint } from '../../training/checkpointStore.ts';
import { syncFile, syncFolder, writeFileDurably } from '../../weights/durable.ts';
import { isSystemError } from '../../weights/systemError.ts';
import { listCheckpoints } from '../checkpointStore.ts';
import { metricsFile, samplesFile } from '../metricsLog.ts';

/** Whole once it has this name; under the other it is being filled, or emptied again. */
const aside = '.aside';
const unfinished = '.aside.tmp';
const removed = '.aside.removed.tmp';
/** In it: the step gone back to. */
const fromFile = 'from.json';
const checkpointsFolder = 'checkpoints';
const logs = [metricsFile, samplesFile] as const;

/** Hides the checkpoints of later steps and keeps a copy of the logs, which are about to be cut back. */
export async function setAside(runDirectory: string, from: SavedCheckpoint): Promise<void> {
  const newer = (await listCheckpoints(join(runDirectory, checkpointsFolder))).filter(({ step }) => step > from.step);
  if (newer.length === 0) return;
  const folder = join(runDirectory, unfinished);
  await mkdir(join(folder, checkpointsFolder), { recursive: true });
  for (const log of logs) await copyWhole(join(runDirectory, log), join(folder, log));
  await writeFileDurably(join(folder, fromFile), JSON.stringify({ step: from.step }));
  for (const { path } of newer) await rename(path, join(folder, checkpointsFolder, basename(path)));
  await syncFolder(join(folder, checkpointsFolder));
  await rename(folder, join(runDirectory, aside));
  await syncFolder(runDirectory);
}

/** The checkpoints that wait. */
export function listAside(runDirectory: string): Promise<readonly SavedCheckpoint[]> {
  return listCheckpoints(join(runDirectory, aside, checkpointsFolder));
}

/** The run is as it was before it went back; nothing happens when nothing waits. */
export async function bringBack(runDirectory: string): Promise<void> {
  // From here on a crash ends in bringing back.
  await rename(join(runDirectory, aside), join(runDirectory, unfinished)).catch(ignoreMissing);
  await bringBackUnfinished(runDirectory);
}

/** What waited is not needed any more: the run has saved again. */
export async function dropAside(runDirectory: string): Promise<void> {
  const hidden = join(runDirectory, removed);
  await rename(join(runDirectory, aside), hidden).catch(ignoreMissing);
  await rm(hidden, { recursive: true, force: true });
}

/** Puts in order what a killed process left; before anyone looks for the latest checkpoint. */
export async function settleAside(runDirectory: string): Promise<void> {
  await bringBackUnfinished(runDirectory);
  await rm(join(runDirectory, removed), { recursive: true, force: true });
  const text = await readFile(join(runDirectory, aside, fromFile), 'utf8').catch(ignoreMissing);
  if (!text) return;
  const latest = (await listCheckpoints(join(runDirectory, checkpointsFolder))).at(-1);
  if (latest && latest.step > (JSON.parse(text) as { readonly step: number }).step) await dropAside(runDirectory);
}

async function bringBackUnfinished(runDirectory: string): Promise<void> {
  const folder = join(runDirectory, unfinished);
  const names = await readdir(folder).catch(ignoreMissing);
  if (!names) return;
  for (const log of logs) if (names.includes(log)) await rename(join(folder, log), join(runDirectory, log));
  for (const { path } of await listCheckpoints(join(folder, checkpointsFolder))) await rename(path, join(runDirectory, checkpointsFolder, basename(path)));
  await syncFolder(join(runDirectory, checkpointsFolder));
  await rm(folder, { recursive: true, force: true });
  await syncFolder(runDirectory);
}

/** Under its name only when it is whole. */
async function copyWhole(from: string, to: string): Promise<void> {
  const partial = `${to}.part`;
  try {
    await copyFile(from, partial);
  } catch (error) {
    ignoreMissing(error);
    return;
  }
  await syncFile(partial);
  await rename(partial, to);
}

function ignoreMissing(error: unknown): undefined {
  if (isSystemError(error, 'ENOENT')) return undefined;
  throw error;
}
