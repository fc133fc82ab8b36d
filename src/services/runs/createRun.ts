/** Makes a run: a folder of its own, whole enough from its first moment to be listed, resumed or deleted. */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelReference } from '../../shared/jobs.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { writeFolderAtomically } from '../../weights/atomicFolder.ts';
import { writeFileDurably } from '../../weights/durable.ts';
import { recordFiles, slugOf, writeRecord } from '../catalogue/records.ts';
import type { RunRecord } from '../catalogue/schema.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import { runFiles } from './runFiles.ts';
import { summarizeRecipe } from './runRecord.ts';

export interface NewRun {
  /** For people; the id unless given. */
  readonly name?: string;
  readonly recipe: Recipe;
  /** What it trains on. */
  readonly model: ModelReference;
  /** Its place in the queue; absent: whoever makes it starts it. */
  readonly place?: number;
}

export interface CreatedRun {
  /** Readable and unique: 2026-11-24-mixlora-3f2a. */
  readonly id: string;
  readonly directory: string;
}

/** The run is `queued`. @throws MixwrightError DISK_FULL. */
export async function createRun({ runs, catalogue }: DataDirectory, { name, recipe, model, place }: NewRun): Promise<CreatedRun> {
  const now = new Date().toISOString();
  const id = [now.slice(0, 10), slugOf(name ?? recipe.methods[0]?.id ?? 'run'), randomBytes(2).toString('hex')].join('-');
  const directory = join(runs, id);
  const queue = place === undefined ? null : { place, resume: null };
  const state = { status: 'queued', createdAt: now, updatedAt: now, startedAt: null, error: null, queue } as const;
  const record: RunRecord = { id, name: name ?? id, ...state, ...summarizeRecipe(recipe) };
  await writeFolderAtomically(directory, async (temporary) => {
    await writeFileDurably(join(temporary, runFiles.recipe), `${JSON.stringify(recipe, null, 2)}\n`);
    await writeFileDurably(join(temporary, runFiles.base), `${JSON.stringify(model, null, 2)}\n`);
    await writeRecord(temporary, recordFiles.runs, record);
  });
  try {
    await catalogue.update((data) => {
      data.runs[id] = record;
    });
  } catch (error) {
    // Else it would stay queued for ever: nobody was told its id.
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
  return { id, directory };
}
