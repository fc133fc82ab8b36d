/** Removes a run with everything in its folder, unless a process has it. */
import { readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../../weights/durable.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import { findRun } from './findRun.ts';
import { claimRun } from './runOwner.ts';

/** End of a name that no reader looks at. */
const removed = '.removed';

/** @param reference an id or a run folder. @returns its id. @throws MixwrightError NOT_FOUND; RUN_HELD while it is running. */
export async function deleteRun(dataDirectory: DataDirectory, reference: string): Promise<string> {
  const { record, directory } = await findRun(dataDirectory, reference);
  // Owned until it is gone, so that no one resumes it meanwhile.
  const claim = await claimRun(directory, 0);
  const hidden = join(dirname(directory), `.${record.id}${removed}`);
  try {
    await rename(directory, hidden);
  } catch (error) {
    await claim.release();
    throw error;
  }
  await syncFolder(dirname(directory));
  await dataDirectory.catalogue.update((data) => {
    delete data.runs[record.id];
  });
  await clearRemoved(dirname(directory));
  return record.id;
}

/** What is still there of this run and of those whose removal was cut short. */
async function clearRemoved(runs: string): Promise<void> {
  const names = await readdir(runs);
  for (const name of names.filter((each) => each.startsWith('.') && each.endsWith(removed))) await rm(join(runs, name), { recursive: true, force: true });
}
