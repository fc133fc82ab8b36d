/** Removing a dataset: its folder goes to the trash; files that lie elsewhere are left alone. */
import { join, sep } from 'node:path';
import { MixwrightError } from '../../shared/errors.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type { RunStatus } from '../../shared/run.ts';
import type { Trash } from '../app/context.ts';
import type { RunRecord } from '../catalogue/schema.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import { readRunJson } from '../runs/runFiles.ts';
import { datasetFolder, findDataset } from './datasets.ts';

/** A run that has not ended reads its dataset again when it starts or resumes. */
const reading: ReadonlySet<RunStatus> = new Set(['queued', 'preparing', 'running', 'pausing', 'paused']);

export interface Removing {
  readonly trash: Trash;
  /** Called once it is sure that the dataset goes. Resolves when nothing else reads its files. */
  stopReaders(): Promise<void>;
}

/** @returns the trash entry's id. @throws MixwrightError NOT_FOUND; RUN_HELD while a run needs files that would go. */
export async function removeDataset(data: DataDirectory, id: string, { trash, stopReaders }: Removing): Promise<string> {
  const { name, files } = await findDataset(data, id);
  const folder = datasetFolder(data, id);
  const own = new Set(files.filter((file) => file.startsWith(folder + sep)));
  const holder = await findReader(data, own);
  if (holder) {
    throw new MixwrightError('RUN_HELD', `the run "${holder.name}" reads "${name}", whose files would go with it`, {
      file: folder,
      hint: 'stop the run or wait for its end, then remove the dataset',
    });
  }
  await stopReaders();
  return trash.put({ kind: 'dataset', name, folder });
}

async function findReader(data: DataDirectory, files: ReadonlySet<string>): Promise<RunRecord | null> {
  if (files.size === 0) return null;
  for (const run of Object.values((await data.catalogue.read()).runs)) {
    if (!reading.has(run.status)) continue;
    // What it is evaluated on stands in its recipe alone.
    const recipe = await readRunJson<Recipe>(join(data.runs, run.id), 'recipe');
    if ([...run.datasets, ...(recipe?.dataset.evalFiles ?? [])].some((file) => files.has(file))) return run;
  }
  return null;
}
