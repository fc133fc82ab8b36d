/** Writes a mended copy of a dataset and enters it under a name of its own; the original stays as it is. */
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobResults } from '../../shared/jobs.ts';
import { writeFileDurably } from '../../weights/durable.ts';
import type { TaskControl } from '../app/context.ts';
import type { DatasetRecord } from '../catalogue/schema.ts';
import { uploadsFolder } from '../directory/uploads.ts';
import { runJobInTask } from '../engineHosts/jobTask.ts';
import type { Services } from '../services.ts';
import { modelOf, readingOf } from './datasetCheck.ts';
import { evaluationFiles } from './datasetChecks.ts';
import { datasetFolder, findDataset, registerDataset } from './datasets.ts';

export interface CleanedDataset {
  readonly dataset: DatasetRecord;
  readonly receipt: JobResults['datasetClean'];
}

/**
 * The receipt is kept beside the copy as receipt.json.
 * @param fixes ids. @throws MixwrightError NOT_FOUND, NOTHING_TRAINABLE where no row would be left, DISK_FULL, STOPPED; then nothing is left behind.
 */
export async function cleanDataset(
  services: Services,
  { id, fixes }: { readonly id: string; readonly fixes: readonly string[] },
  control: TaskControl,
): Promise<CleanedDataset> {
  const { data } = services;
  const original = await findDataset(data, id);
  const { settings } = original;
  const output = join(uploadsFolder(data), `mended-${randomBytes(6).toString('hex')}`);
  await mkdir(uploadsFolder(data), { recursive: true });
  try {
    const evaluation = await evaluationFiles(data, settings.evalDataset);
    const input = { dataset: readingOf(original), evaluation, model: await modelOf(data, settings.model), sequenceLength: settings.sequenceLength };
    const written = await runJobInTask(services, { kind: 'datasetClean', ...input, fixes, output }, control);
    // What was written says by itself how it is to be read.
    const name = `${original.name.replace(/ \(mended\)$/, '')} (mended)`;
    const dataset = await registerDataset(data, written.files as [string, ...string[]], { name, settings: { ...settings, format: null, map: {} } });
    const receipt = { ...written, files: dataset.files };
    await writeFileDurably(join(datasetFolder(data, dataset.id), 'receipt.json'), `${JSON.stringify({ from: original.files, fixes, ...receipt }, null, 2)}\n`);
    return { dataset, receipt };
  } finally {
    await rm(output, { recursive: true, force: true });
  }
}
