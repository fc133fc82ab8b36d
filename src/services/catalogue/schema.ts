/** What the catalogue holds: small records of models, datasets and runs, by id. The folders are the truth; this is their index. */
import { z } from 'zod';
import { datasetSettings, defaultDatasetSettings } from '../../shared/api/datasets.ts';
import { errorCodes } from '../../shared/errors.ts';
import { runStatuses } from '../../shared/run.ts';

const id = z.string().min(1);
const time = z.iso.datetime();

export const modelRecord = z.object({
  id,
  name: z.string(),
  path: z.string().min(1),
  addedAt: time,
  /** Made by Mixwright, in the record's own folder; absent: a folder of the user's. */
  source: z.enum(['converted', 'starter']).optional(),
});
export const datasetRecord = z.object({
  id,
  name: z.string(),
  files: z.array(z.string().min(1)).min(1),
  addedAt: time,
  settings: datasetSettings.default(defaultDatasetSettings),
});
/** A run that waits for its turn in the application. Runs of the command line start at once and never stand in it. */
const queuedRun = z.object({
  /** Smaller ones first. */
  place: z.number(),
  /** How an ended or paused run is to go on; null: a new run. */
  resume: z
    .object({
      sets: z.array(z.string()),
      fromStep: z.number().int().nullable(),
      allowDrift: z.boolean(),
      /** Its status before, which it gets back when it leaves the queue unstarted. */
      before: z.enum(runStatuses),
    })
    .nullable(),
});
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
  error: z.object({ code: z.enum(Object.keys(errorCodes) as [keyof typeof errorCodes]), message: z.string(), hint: z.string().optional() }).nullable(),
  /** First entry of training; null before. */
  startedAt: time.nullable().default(null),
  queue: queuedRun.nullable().default(null),
});
export const catalogueData = z.object({
  models: z.record(id, modelRecord),
  datasets: z.record(id, datasetRecord),
  runs: z.record(id, runRecord),
});

export type ModelRecord = z.infer<typeof modelRecord>;
export type DatasetRecord = z.infer<typeof datasetRecord>;
export type QueuedRun = z.infer<typeof queuedRun>;
export type RunRecord = z.infer<typeof runRecord>;
export type CatalogueData = z.infer<typeof catalogueData>;

export const emptyCatalogue: CatalogueData = { models: {}, datasets: {}, runs: {} };
