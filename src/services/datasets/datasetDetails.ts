/** What the screens show of datasets, from records and kept checks alone: no dataset file is read but for its first columns. */
import { stat } from 'node:fs/promises';
import { offeredFixes } from '../../data/fixes/offered.ts';
import type { DatasetDetails, DatasetSummary } from '../../shared/api/datasets.ts';
import type { DatasetRecipe } from '../../shared/recipe.ts';
import type { DatasetRecord } from '../catalogue/schema.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import { checkStamp, evaluationFiles, readCheck, readCheckSummary } from './datasetChecks.ts';
import { readColumns } from './datasetColumns.ts';
import { findDataset, listDatasets } from './datasets.ts';

/** Newest first. */
export async function summariseDatasets(data: DataDirectory): Promise<DatasetSummary[]> {
  const summaries = await Promise.all((await listDatasets(data)).map((record) => summarise(data, record)));
  return summaries.sort((a, b) => (a.addedAt < b.addedAt ? 1 : -1));
}

async function summarise(data: DataDirectory, record: DatasetRecord): Promise<DatasetSummary> {
  const { id, name, files, addedAt } = record;
  const sizes = await Promise.all(files.map(sizeOf));
  return {
    ...{ id, name, files: [...files], addedAt },
    bytes: sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
    missing: files.filter((_, index) => sizes[index] === null),
    ...(await readCheckSummary(data, record)),
  };
}

async function sizeOf(path: string): Promise<number | null> {
  return stat(path).then(
    (found) => (found.isFile() ? found.size : null),
    () => null,
  );
}

/** @throws MixwrightError NOT_FOUND. */
export async function describeDataset(data: DataDirectory, id: string): Promise<DatasetDetails> {
  const record = await findDataset(data, id);
  const stamp = await checkStamp(data, record).catch(() => null);
  const check = stamp === null ? null : await readCheck(data, id, stamp);
  const report = check?.report ?? null;
  return {
    summary: await summarise(data, record),
    settings: record.settings,
    report,
    failure: check?.failure ?? null,
    fixes: report ? offeredFixes(report).map((fix) => ({ ...fix, codes: [...fix.codes] })) : [],
    columns: [...(check?.columns ?? (await readColumns(record.files)))],
  };
}

/** @throws MixwrightError NOT_FOUND, also where the dataset to evaluate on is gone. */
export async function recipeOfDataset(
  data: DataDirectory,
  id: string,
): Promise<Pick<DatasetRecipe, 'files' | 'evalFiles' | 'evalShare' | 'format' | 'map' | 'taskField'>> {
  const { files, settings } = await findDataset(data, id);
  const { format, map, taskField, evalShare, evalDataset } = settings;
  return { files, evalFiles: await evaluationFiles(data, evalDataset), evalShare, format, map, taskField };
}
