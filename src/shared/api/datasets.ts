/** Datasets: files entered under a name, checked, mended, shown row by row. */
import { z } from 'zod';
import type { ErrorObject } from '../errors.ts';
import type { DatasetReport, DatasetRow } from '../jobs.ts';
import type { DatasetRecipe } from '../recipe.ts';
import { datasetFields, trainingFields } from '../recipeFields.ts';
import { call } from '../rpc/contract.ts';
import { bytes, id, made, modelText, nothing, path, taskStarted, time } from './plain.ts';

/** How its rows are read and split; null and {} mean: as detected. */
export const datasetSettings = z.object({
  format: z.string().nullable(),
  map: z.record(z.string(), z.string()),
  taskField: z.string().nullable(),
  evalShare: z.number().min(0).max(0.9),
  /** Another dataset's id to evaluate on, in place of a share. */
  evalDataset: id.nullable(),
  /** Whose tokenizer counts its tokens; null: none. */
  model: modelText.nullable(),
  sequenceLength: z.number().int().min(2).max(1_048_576),
});

export const defaultDatasetSettings: z.infer<typeof datasetSettings> = {
  ...{ format: null, map: {}, taskField: null, evalShare: datasetFields.evalShare.default, evalDataset: null, model: null },
  sequenceLength: trainingFields.sequenceLength.default,
};

export const datasetSummary = z.object({
  id,
  name: z.string(),
  files: z.array(path),
  bytes,
  /** Files that are not where they were. */
  missing: z.array(path),
  addedAt: time,
  /** Null until it was checked, or when it changed since. */
  rows: z.number().int().nullable(),
  accepted: z.number().int().nullable(),
  format: z.string().nullable(),
  errors: z.number().int().nullable(),
  warnings: z.number().int().nullable(),
  /** Trained tokens under the model of its settings. */
  trainedTokens: z.number().nullable(),
  /** The last check could not read it as a whole; datasets.get says why. */
  unreadable: z.boolean(),
});

/** A kind of problem that one click mends, by writing a mended copy as a dataset of its own. */
export const datasetFix = z.object({
  /** Stable: drop-rejected, drop-duplicates, drop-overlap, drop-over-long, … */
  id: z.string(),
  name: z.string(),
  help: z.string(),
  /** Problem codes it takes care of, and how many of this dataset's. */
  codes: z.array(z.string()),
  count: z.number().int(),
  recommended: z.boolean(),
});

export const datasetDetails = z.object({
  summary: datasetSummary,
  settings: datasetSettings,
  /** Null until it was checked, when it changed since, and where it could not be read as a whole. */
  report: made<DatasetReport>().nullable(),
  /** Why it could not be read as a whole: format or columns have to be named, a file is damaged. */
  failure: made<ErrorObject>().nullable(),
  fixes: z.array(datasetFix),
  /** Columns of its first rows, for the mapping. */
  columns: z.array(z.string()),
});

export const datasetsApi = {
  'datasets.list': call(nothing, z.array(datasetSummary)),
  'datasets.get': call(z.object({ id }), datasetDetails),
  /** Enters files, or every dataset file of a folder, as one dataset and begins to check it. Folder and file paths may be mixed. */
  'datasets.add': call(z.object({ paths: z.array(path).min(1), name: z.string().min(1).max(200).optional() }), z.object({ id, task: id })),
  /** Changed settings that bear on reading begin a check by themselves; its task is given then. */
  'datasets.update': call(
    z.object({ id, name: z.string().min(1).max(200).optional(), settings: datasetSettings.partial().optional() }),
    z.object({ task: id.nullable() }),
  ),
  'datasets.check': call(z.object({ id }), taskStarted),
  /** Without `problem` all rows; null: those with any problem; a code: those with that one. `from` and `total` count among them. */
  'datasets.rows': call(
    z.object({
      id,
      model: modelText.nullable(),
      from: z.number().int().min(1),
      count: z.number().int().min(1).max(200),
      problem: z.string().nullable().optional(),
    }),
    z.object({ rows: z.array(made<DatasetRow>()), total: z.number().int() }),
  ),
  /** Writes a mended copy and enters it; the original stays as it is. */
  'datasets.clean': call(z.object({ id, fixes: z.array(z.string()).min(1) }), taskStarted),
  /** To the trash; files that lie outside the data directory are left alone. */
  'datasets.remove': call(z.object({ id }), z.object({ trash: id })),
  /** The dataset section of a recipe that trains on it. */
  'datasets.recipe': call(z.object({ id }), made<Pick<DatasetRecipe, 'files' | 'evalFiles' | 'evalShare' | 'format' | 'map' | 'taskField'>>()),
  'datasets.formats': call(
    nothing,
    z.array(
      z.object({ id: z.string(), name: z.string(), trainable: z.boolean(), fields: z.array(z.object({ name: z.string(), aliases: z.array(z.string()) })) }),
    ),
  ),
};

export type DatasetSettings = z.infer<typeof datasetSettings>;
export type DatasetSummary = z.infer<typeof datasetSummary>;
export type DatasetFix = z.infer<typeof datasetFix>;
export type DatasetDetails = z.infer<typeof datasetDetails>;
export type { DatasetRow } from '../jobs.ts';
