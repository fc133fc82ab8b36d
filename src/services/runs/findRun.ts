/** Finds a run by what people write: its id, or the path of its folder. */
import { basename, dirname, join, resolve } from 'node:path';
import { MixwrightError } from '../../shared/errors.ts';
import { didYouMean } from '../../shared/options.ts';
import { folderNames } from '../catalogue/records.ts';
import type { RunRecord } from '../catalogue/schema.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import { readRunRecord } from './runRecord.ts';

export interface FoundRun {
  readonly record: RunRecord;
  readonly directory: string;
}

/** @throws MixwrightError NOT_FOUND with the nearest id. */
export async function findRun({ runs }: Pick<DataDirectory, 'runs'>, reference: string): Promise<FoundRun> {
  const named = basename(reference) === reference ? await openRun(join(runs, reference)) : null;
  const found = named ?? (await openRun(resolve(reference)));
  if (!found) {
    const known = await folderNames(runs);
    throw new MixwrightError('NOT_FOUND', `there is no run "${reference}": expected a run's id or its folder`, {
      hint: known.length === 0 ? 'there are none yet; start one with: mixwright train RECIPE' : didYouMean(reference, known),
    });
  }
  if (resolve(dirname(found.directory)) === resolve(runs)) return found;
  throw new MixwrightError('NOT_FOUND', `the run ${found.directory} lies outside the data directory's ${runs}`, {
    file: found.directory,
    hint: `name its own data directory: --data-dir ${dirname(dirname(found.directory))}`,
  });
}

async function openRun(directory: string): Promise<FoundRun | null> {
  const record = await readRunRecord(directory);
  return record && { record: { ...record, id: basename(directory) }, directory };
}
