/** Datasets in the catalogue, and what people write for one (files, a catalogue id) turned into absolute paths. */
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type DatasetSettings, defaultDatasetSettings } from '../../shared/api/datasets.ts';
import { MixwrightError } from '../../shared/errors.ts';
import { didYouMean } from '../../shared/options.ts';
import { recordFiles, writeRecord } from '../catalogue/records.ts';
import type { DatasetRecord } from '../catalogue/schema.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import { enter } from '../directory/entries.ts';
import { takeUploads } from '../directory/uploads.ts';
import { collectDatasetFiles, datasetNameOf } from './datasetFiles.ts';
import { requireReadable } from './datasetHead.ts';

/**
 * A path counts before an id.
 * @param from the folder that relative paths belong to.
 * @throws MixwrightError NOT_FOUND; BAD_DATASET for a folder.
 */
export async function resolveDataset({ catalogue }: DataDirectory, texts: readonly string[], from = process.cwd()): Promise<readonly string[]> {
  const { datasets } = await catalogue.read();
  const files: string[] = [];
  for (const text of texts) {
    const path = resolve(from, text);
    const found = await stat(path).catch(() => null);
    const known = Object.hasOwn(datasets, text) ? datasets[text] : undefined;
    if (found?.isDirectory() && !known) {
      throw new MixwrightError('BAD_DATASET', `${path} is a folder; expected dataset files`, {
        file: path,
        hint: `name its files, for example ${join(text, '*.jsonl')}`,
      });
    }
    if (!found && !known) {
      throw new MixwrightError('NOT_FOUND', `there is no dataset "${text}": expected a file or a catalogue id`, {
        file: path,
        hint: Object.keys(datasets).length === 0 ? `check the path; there is nothing at ${path}` : didYouMean(text, Object.keys(datasets)),
      });
    }
    files.push(...(found && !found.isDirectory() ? [path] : (known?.files ?? [])));
  }
  return files;
}

export interface NewDataset {
  /** Absent: the first file's. */
  readonly name?: string;
  readonly settings?: Partial<DatasetSettings>;
}

/** Enters files as one dataset; the same files keep their id and settings. Uploaded ones are moved into the dataset's own folder. */
export async function registerDataset(dataDirectory: DataDirectory, files: readonly [string, ...string[]], given: NewDataset = {}): Promise<DatasetRecord> {
  const paths = files.map((file) => resolve(file));
  const fields = { name: given.name ?? datasetNameOf(files[0]), files: paths, settings: { ...defaultDatasetSettings, ...given.settings } };
  return enter(dataDirectory, 'datasets', {
    fields,
    isSame: (known) => known.files.join('\n') === paths.join('\n'),
    async settle(folder) {
      const { files, putBack } = await takeUploads(dataDirectory, paths, join(folder, 'files'));
      return { fields: { files }, undo: putBack };
    },
  });
}

/**
 * Enters what was dropped, files and folders alike. Files named as test or validation data become a dataset of their own, which
 * the first is evaluated on.
 * @throws MixwrightError NOT_FOUND, BAD_DATASET, NOT_AVAILABLE.
 */
export async function addDataset(dataDirectory: DataDirectory, paths: readonly [string, ...string[]], name?: string): Promise<DatasetRecord> {
  const { files, evaluation } = await collectDatasetFiles(paths);
  // Those of a folder go by their names, and are too many to be opened before it is entered.
  await requireReadable([...files, ...evaluation].filter((file) => paths.some((path) => resolve(path) === file)));
  const called = name ?? datasetNameOf(paths.length === 1 ? paths[0] : (files[0] as string));
  const held = isSome(evaluation) ? await registerDataset(dataDirectory, evaluation, { name: `${called} (evaluation)` }) : null;
  return registerDataset(dataDirectory, files as readonly [string, ...string[]], { name: called, ...(held && { settings: { evalDataset: held.id } }) });
}

function isSome(files: readonly string[]): files is readonly [string, ...string[]] {
  return files.length > 0;
}

export async function listDatasets({ catalogue }: DataDirectory): Promise<readonly DatasetRecord[]> {
  return Object.values((await catalogue.read()).datasets);
}

/** @throws MixwrightError NOT_FOUND with the nearest id. */
export async function findDataset({ catalogue }: DataDirectory, id: string): Promise<DatasetRecord> {
  const { datasets } = await catalogue.read();
  return recordOf(datasets, id);
}

/**
 * Changes name or settings, in its folder and the catalogue at once.
 * @throws MixwrightError NOT_FOUND, also for a dataset to evaluate on; BAD_USAGE where that is the dataset itself.
 */
export async function updateDataset(
  dataDirectory: DataDirectory,
  id: string,
  { name, settings }: { readonly name?: string | undefined; readonly settings?: Partial<DatasetSettings> | undefined },
): Promise<DatasetRecord> {
  return dataDirectory.catalogue.update(async (data) => {
    const known = recordOf(data.datasets, id);
    refuseEvaluation(data.datasets, id, settings?.evalDataset ?? null);
    const record = { ...known, name: name ?? known.name, settings: { ...known.settings, ...settings } };
    await writeRecord(datasetFolder(dataDirectory, id), recordFiles.datasets, record);
    data.datasets[id] = record;
    return record;
  });
}

function refuseEvaluation(datasets: Readonly<Record<string, DatasetRecord>>, id: string, evalDataset: string | null): void {
  if (evalDataset === null) return;
  const { name } = recordOf(datasets, evalDataset);
  if (evalDataset !== id) return;
  throw new MixwrightError('BAD_USAGE', `expected another dataset to evaluate on, got "${name}" itself: its loss would say nothing about new data`, {
    field: 'evalDataset',
    hint: 'choose a share of its rows instead',
  });
}

function recordOf(datasets: Readonly<Record<string, DatasetRecord>>, id: string): DatasetRecord {
  const record = Object.hasOwn(datasets, id) ? datasets[id] : undefined;
  if (record) return record;
  throw new MixwrightError('NOT_FOUND', `the catalogue has no dataset "${id}"`, { hint: didYouMean(id, Object.keys(datasets)) });
}

/** The dataset's own folder: its record, the last check, files that are its own. */
export function datasetFolder({ datasets }: Pick<DataDirectory, 'datasets'>, id: string): string {
  return join(datasets, id);
}
