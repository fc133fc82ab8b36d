/** Runs as people want to see them: the record with how far it came, and one run in full. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Recipe } from '../../shared/recipe.ts';
import type { EvalMetric } from '../../shared/run.ts';
import { folderNames } from '../catalogue/records.ts';
import type { RunRecord } from '../catalogue/schema.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import { findRun } from './findRun.ts';
import { bestCheckpoint, type CheckpointFolder, lastStep, listCheckpoints, readMetrics, readRunJson, readRunRecipe, runFiles } from './runFiles.ts';
import { readRunRecord } from './runRecord.ts';
import { markInterrupted } from './updateRun.ts';

export interface RunSummary extends RunRecord {
  readonly directory: string;
  /** The last finished step; 0 before the first. */
  readonly step: number;
  /** Of that step. */
  readonly loss: number | null;
}

export interface RunDetails extends RunSummary {
  readonly recipe: Recipe;
  readonly evaluations: readonly EvalMetric[];
  readonly bestLoss: number | null;
  readonly checkpoints: readonly (CheckpointFolder & { readonly best: boolean })[];
  /** By name; null before the first. */
  readonly proofs: Readonly<Record<string, unknown>> | null;
  /** Choices that alter rounding, `threads` among them; null before it started. */
  readonly numerics: Readonly<Record<string, string | number | boolean>> | null;
  readonly report: string | null;
}

/** Newest first. What died without saying so is marked `interrupted` on the way. */
export async function listRuns(dataDirectory: DataDirectory): Promise<readonly RunSummary[]> {
  await matchFolders(dataDirectory);
  await markInterrupted(dataDirectory);
  const records = Object.values((await dataDirectory.catalogue.read()).runs);
  const newestFirst = records.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  return Promise.all(newestFirst.map((record) => summarize(record, join(dataDirectory.runs, record.id))));
}

/** @param reference an id or a run folder. @throws MixwrightError NOT_FOUND; BAD_MODEL when its recipe cannot be read. */
export async function showRun(dataDirectory: DataDirectory, reference: string): Promise<RunDetails> {
  await markInterrupted(dataDirectory);
  const { record, directory } = await findRun(dataDirectory, reference);
  const evaluations: EvalMetric[] = [];
  for await (const metric of readMetrics(directory)) if (metric.type === 'eval') evaluations.push(metric);
  const best = await bestCheckpoint(directory);
  const report = join(directory, runFiles.report);
  return {
    ...(await summarize(record, directory)),
    recipe: await readRunRecipe(directory),
    evaluations,
    bestLoss: evaluations.findLast((metric) => metric.best)?.loss ?? null,
    checkpoints: (await listCheckpoints(directory)).map((checkpoint) => ({ ...checkpoint, best: checkpoint.step === best?.step })),
    proofs: await readRunJson(directory, 'proofs'),
    numerics: await readRunJson(directory, 'numerics'),
    report: existsSync(report) ? report : null,
  };
}

async function summarize(record: RunRecord, directory: string): Promise<RunSummary> {
  const last = await lastStep(directory);
  return { ...record, directory, step: last?.step ?? 0, loss: last?.loss ?? null };
}

/** Run folders that were copied in, or removed by hand, since the catalogue was written. */
export async function matchFolders({ runs, catalogue }: DataDirectory): Promise<void> {
  const known = (await catalogue.read()).runs;
  const names = await folderNames(runs);
  const isNew = async (name: string): Promise<boolean> => !Object.hasOwn(known, name) && (await readRunRecord(join(runs, name))) !== null;
  const isGone = Object.keys(known).some((id) => !names.includes(id));
  if (isGone || (await Promise.all(names.map(isNew))).includes(true)) await catalogue.rebuild();
}
