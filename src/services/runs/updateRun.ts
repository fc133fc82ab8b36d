/** Changes a run's record, in its folder first and then in the catalogue, while no other process changes it. */
import { join } from 'node:path';
import type { Recipe } from '../../shared/recipe.ts';
import type { RunStatus } from '../../shared/run.ts';
import { writeFileDurably } from '../../weights/durable.ts';
import { recordFiles, writeRecord } from '../catalogue/records.ts';
import { type CatalogueData, type RunRecord, runRecord } from '../catalogue/schema.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import { findRun } from './findRun.ts';
import { runFiles } from './runFiles.ts';
import { runOwner } from './runOwner.ts';
import { summarizeRecipe } from './runRecord.ts';
import { advance, hasEnded } from './runStatus.ts';

export interface RunPatch {
  /** Ignored when the run has ended otherwise meanwhile; see `advance`. */
  readonly status?: RunStatus;
  readonly name?: string;
  readonly totalSteps?: number;
  /** Why it failed. */
  readonly error?: RunRecord['error'];
  /** Counts when the run has not begun before. */
  readonly startedAt?: string;
}

/** @returns the record as it is now. @throws MixwrightError NOT_FOUND; INTERNAL for a status that cannot follow. */
export async function updateRun(dataDirectory: DataDirectory, id: string, patch: RunPatch): Promise<RunRecord> {
  return dataDirectory.catalogue.update((data) => changeRun(dataDirectory, { id, data }, (record) => applyPatch(record, patch)));
}

/**
 * Starts an ended run again: status `preparing`, its error forgotten, and the recipe's new form kept, if it changed.
 * The caller owns the run (`claimRun`) and has checked that the change may be made.
 */
export async function restartRun(dataDirectory: DataDirectory, id: string, recipe?: Recipe): Promise<RunRecord> {
  return dataDirectory.catalogue.update(async (data) => {
    if (recipe) await writeRecipe(dataDirectory, id, recipe);
    const summary = recipe ? summarizeRecipe(recipe) : {};
    return changeRun(dataDirectory, { id, data }, (record) => ({ ...applyPatch(record, { status: 'preparing', error: null }), ...summary }));
  });
}

/** Puts a run back as it was when starting it again was refused: record and recipe. The caller owns the run. */
export async function restoreRun(dataDirectory: DataDirectory, before: RunRecord, recipe: Recipe): Promise<RunRecord> {
  return dataDirectory.catalogue.update(async (data) => {
    await writeRecipe(dataDirectory, before.id, recipe);
    return changeRun(dataDirectory, { id: before.id, data }, () => before);
  });
}

function writeRecipe({ runs }: DataDirectory, id: string, recipe: Recipe): Promise<void> {
  return writeFileDurably(join(runs, id, runFiles.recipe), `${JSON.stringify(recipe, null, 2)}\n`);
}

/** Runs that were going on and whose processes are gone get the status `interrupted`. @returns their ids. */
export async function markInterrupted(dataDirectory: DataDirectory): Promise<readonly string[]> {
  const left = await abandonedRuns(dataDirectory, await dataDirectory.catalogue.read());
  if (left.length === 0) return [];
  return dataDirectory.catalogue.update(async (data) => {
    // Looked at again under the lock: one may have been resumed since.
    const marked = await abandonedRuns(dataDirectory, data);
    for (const id of marked) await changeRun(dataDirectory, { id, data }, (record) => applyPatch(record, { status: 'interrupted' }));
    return marked;
  });
}

async function abandonedRuns({ runs }: DataDirectory, data: CatalogueData): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const { id, status, queue } of Object.values(data.runs)) {
    // One of the command line is queued, but not in the queue, until its host has said its first word.
    const waits = status === 'queued' && queue !== null;
    if (!hasEnded(status) && !waits && (await runOwner(join(runs, id))) === null) ids.push(id);
  }
  return ids;
}

/** Only inside a catalogue update: its lock is the record's too. @returns the record as it is now. */
export async function changeRun(
  dataDirectory: DataDirectory,
  { id, data }: { readonly id: string; readonly data: CatalogueData },
  next: (record: RunRecord) => RunRecord,
): Promise<RunRecord> {
  const { record, directory } = await findRun(dataDirectory, id);
  const changed = runRecord.parse({ ...next(record), updatedAt: new Date().toISOString() });
  await writeRecord(directory, recordFiles.runs, changed);
  data.runs[id] = changed;
  return changed;
}

function applyPatch(record: RunRecord, { status, ...fields }: RunPatch): RunRecord {
  const startedAt = record.startedAt ?? fields.startedAt ?? null;
  if (status === undefined) return { ...record, ...fields, startedAt };
  const next = advance(record.status, status);
  // News that came too late brings no error with it either.
  if (next !== status) return record;
  return { ...record, ...fields, startedAt, status, queue: status === 'queued' ? record.queue : null };
}
