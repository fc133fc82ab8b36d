/** Datasets in the catalogue, and what people write for one (files, a catalogue id) turned into absolute paths. */
import { stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { MixwrightError } from '../shared/errors.ts';
import { didYouMean } from '../shared/options.ts';
import type { DatasetRecord } from './catalogue/schema.ts';
import type { DataDirectory } from './dataDirectory.ts';
import { enter, forget } from './entries.ts';

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

/** Enters files as one dataset; the same files keep their id. */
export async function registerDataset(dataDirectory: DataDirectory, files: readonly [string, ...string[]], name?: string): Promise<DatasetRecord> {
  const paths = files.map((file) => resolve(file));
  const first = files[0].replace(/\.gz$/, '');
  return enter(dataDirectory, 'datasets', {
    fields: { name: name ?? basename(first, extname(first)), files: paths },
    isSame: (known) => known.files.join('\n') === paths.join('\n'),
  });
}

export async function listDatasets({ catalogue }: DataDirectory): Promise<readonly DatasetRecord[]> {
  return Object.values((await catalogue.read()).datasets);
}

/** The files themselves stay. @throws MixwrightError NOT_FOUND. */
export async function forgetDataset(dataDirectory: DataDirectory, id: string): Promise<void> {
  await forget(dataDirectory, 'datasets', id);
}
