/** What the catalogue holds: small records of models, datasets and runs, by id. The folders are the truth; this is their index. */
import { z } from 'zod';
import { errorCodes } from '../../shared/errors.ts';
import { runStatuses } from '../../shared/run.ts';

const id = z.string().min(1);
const time = z.iso.datetime();

export const modelRecord = z.object({ id, name: z.string(), path: z.string().min(1), addedAt: time });
export const datasetRecord = z.object({ id, name: z.string(), files: z.array(z.string().min(1)).min(1), addedAt: time });
export const runRecord = z.object({
  id,
  name: z.string(),
  status: z.enum(runStatuses),
  createdAt: time,
  updatedAt: time,
  /** As the recipe names it. */
  model: z.string(),
  datasets: z.array(z.string()),
  methods: z.array(z.string()),
  /** Known once the dataset is prepared. */
  totalSteps: z.number().int().nullable(),
  /** Why it failed. */
  error: z.object({ code: z.enum(Object.keys(errorCodes) as [keyof typeof errorCodes]), message: z.string() }).nullable(),
});
export const catalogueData = z.object({
  models: z.record(id, modelRecord),
  datasets: z.record(id, datasetRecord),
  runs: z.record(id, runRecord),
});

export type ModelRecord = z.infer<typeof modelRecord>;
export type DatasetRecord = z.infer<typeof datasetRecord>;
export type RunRecord = z.infer<typeof runRecord>;
export type CatalogueData = z.infer<typeof catalogueData>;

export const emptyCatalogue: CatalogueData = { models: {}, datasets: {}, runs: {} };
