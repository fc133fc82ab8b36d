/** Removing a dataset: its folder goes to the trash; files that lie elsewhere are left alone. */
import { sep } from 'node:path';
import { MixwrightError } from '../shared/errors.ts';
import type { RunStatus } from '../shared/run.ts';
import type { Trash } from './app/context.ts';
import type { DataDirectory } from './dataDirectory.ts';
import { datasetFolder, findDataset } from './datasets.ts';

/** A run that has not ended reads its dataset again when it starts or resumes. */
const reading: ReadonlySet<RunStatus> = new Set(['queued', 'preparing', 'running', 'pausing', 'paused']);

/** @returns the trash entry's id. @throws MixwrightError NOT_FOUND; RUN_HELD while a run needs files that would go. */
export async function removeDataset(data: DataDirectory, id: string, trash: Trash): Promise<string> {
  const { name, files } = await findDataset(data, id);
  const folder = datasetFolder(data, id);
  const own = new Set(files.filter((file) => file.startsWith(folder + sep)));
  const { runs } = await data.catalogue.read();
  const holder = Object.values(runs).find(({ status, datasets }) => reading.has(status) && datasets.some((file) => own.has(file)));
  if (holder) {
    throw new MixwrightError('RUN_HELD', `the run "${holder.name}" trains on "${name}", whose files would go with it`, {
      file: folder,
      hint: 'stop the run or wait for its end, then remove the dataset',
    });
  }
  return trash.put({ kind: 'dataset', name, folder });
}
