/** Makes the catalogue's content from the folders, which are the truth. */
import type { DataPaths } from '../directory/dataPaths.ts';
import { readRunRecord } from '../runs/runRecord.ts';
import { readRecord, readRecords, recordFiles } from './records.ts';
import { type CatalogueData, datasetRecord, modelRecord } from './schema.ts';

export async function reindex({ models, datasets, runs }: DataPaths): Promise<CatalogueData> {
  return {
    models: await readRecords(models, (folder) => readRecord(folder, recordFiles.models, modelRecord)),
    datasets: await readRecords(datasets, (folder) => readRecord(folder, recordFiles.datasets, datasetRecord)),
    runs: await readRecords(runs, readRunRecord),
  };
}
