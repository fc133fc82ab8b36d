/** Checks a dataset in an engine host and keeps what was found. */
import { errorCodes, type MixwrightError, toErrorObject } from '../../shared/errors.ts';
import type { DatasetReference, DatasetReport, ModelReference } from '../../shared/jobs.ts';
import type { TaskControl } from '../app/context.ts';
import type { DatasetRecord } from '../catalogue/schema.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import { runJobInTask } from '../engineHosts/jobTask.ts';
import { resolveModel } from '../models/modelReference.ts';
import type { Services } from '../services.ts';
import { checkStamp, evaluationFiles, indexFile, saveCheck } from './datasetChecks.ts';
import { readColumns } from './datasetColumns.ts';
import { findDataset } from './datasets.ts';

/** @throws MixwrightError NOT_FOUND; what the job throws: that a file as a whole cannot be read is kept too. */
export async function checkDataset(services: Services, id: string, control: TaskControl): Promise<DatasetReport> {
  const { data } = services;
  const record = await findDataset(data, id);
  const { files, settings } = record;
  const stamp = await checkStamp(data, record);
  const keep = async (found: { report: DatasetReport } | { failure: MixwrightError }): Promise<void> =>
    saveCheck(
      data,
      { id, stamp },
      {
        report: 'report' in found ? found.report : null,
        failure: 'failure' in found ? toErrorObject(found.failure) : null,
        columns: await readColumns(files),
      },
    );
  try {
    const evaluation = await evaluationFiles(data, settings.evalDataset);
    const input = { dataset: readingOf(record), model: await modelOf(data, settings.model), sequenceLength: settings.sequenceLength, evaluation };
    const report = await runJobInTask(services, { kind: 'datasetCheck', ...input, index: indexFile(data, id, stamp) }, control);
    await keep({ report });
    return report;
  } catch (error) {
    if (isInputError(error)) await keep({ failure: error });
    throw error;
  }
}

/** How a job is to read it. */
export function readingOf({ files, settings: { format, map, taskField } }: DatasetRecord): DatasetReference {
  return { files, format, map, taskField };
}

export async function modelOf(data: DataDirectory, text: string | null): Promise<ModelReference | null> {
  return text === null ? null : resolveModel(data, text);
}

function isInputError(error: unknown): error is MixwrightError {
  const { code } = toErrorObject(error);
  return errorCodes[code] === 'input';
}
