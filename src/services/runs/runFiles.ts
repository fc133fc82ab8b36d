/** What a run's folder tells: its recipe, its metrics, its checkpoints. Written by the host; only read here. */
import { createReadStream } from 'node:fs';
import { open, readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { MixwrightError } from '../../shared/errors.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type { EvalMetric, StepMetric } from '../../shared/run.ts';
import { isSystemError } from '../../weights/systemError.ts';

export const runFiles = {
  recipe: 'recipe.json',
  base: 'base.json',
  metrics: 'metrics.jsonl',
  events: 'events.jsonl',
  samples: 'samples.jsonl',
  proofs: 'proofs.json',
  numerics: 'numerics.json',
  report: 'report.html',
  checkpoints: 'checkpoints',
} as const;

export type Metric = StepMetric | EvalMetric;

/** @throws MixwrightError BAD_MODEL when the folder has no readable recipe. */
export async function readRunRecipe(directory: string): Promise<Recipe> {
  const recipe = await readRunJson<Recipe>(directory, 'recipe');
  if (recipe !== null) return recipe;
  throw new MixwrightError('BAD_MODEL', `${directory} is not a whole run folder: expected a readable ${runFiles.recipe}`, {
    file: join(directory, runFiles.recipe),
  });
}

/** One of the folder's JSON files; null when it is missing or cannot be read. */
export async function readRunJson<T>(directory: string, file: 'recipe' | 'base' | 'proofs' | 'numerics'): Promise<T | null> {
  try {
    return JSON.parse(await readFile(join(directory, runFiles[file]), 'utf8')) as T;
  } catch {
    return null;
  }
}

/** Steps and evaluations in order, one at a time; a torn last line, which a killed process leaves, is passed over. */
export async function* readMetrics(directory: string): AsyncGenerator<Metric> {
  const input = createReadStream(join(directory, runFiles.metrics), 'utf8');
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      const metric = parseMetric(line);
      if (metric) yield metric;
    }
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error;
  } finally {
    input.destroy();
  }
}

/** Enough for the last step even with the load of many experts in it. */
const tailBytes = 256 * 1024;

/** The newest step, from the end of the file: a list of runs must not read every curve whole. */
export async function lastStep(directory: string): Promise<StepMetric | null> {
  const lines = (await readTail(join(directory, runFiles.metrics))).split('\n');
  for (const line of lines.reverse()) {
    const metric = parseMetric(line);
    if (metric?.type === 'step') return metric;
  }
  return null;
}

export interface CheckpointFolder {
  readonly step: number;
  readonly path: string;
}

/** By step, ascending. */
export async function listCheckpoints(directory: string): Promise<readonly CheckpointFolder[]> {
  const parent = join(directory, runFiles.checkpoints);
  const names = await readdir(parent).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  });
  return names
    .flatMap((name) => {
      const step = /^step-(\d+)$/.exec(name)?.[1];
      return step === undefined ? [] : [{ step: Number(step), path: join(parent, name) }];
    })
    .sort((a, b) => a.step - b.step);
}

/** The checkpoint of the best evaluation that left one; null when the run has not evaluated. */
export async function bestCheckpoint(directory: string): Promise<CheckpointFolder | null> {
  const evaluations: EvalMetric[] = [];
  for await (const metric of readMetrics(directory)) if (metric.type === 'eval') evaluations.push(metric);
  return bestOf(await listCheckpoints(directory), evaluations);
}

/** The same where both are known already. @param evaluations in the order they were made. */
export function bestOf(checkpoints: readonly CheckpointFolder[], evaluations: readonly Pick<EvalMetric, 'step' | 'best'>[]): CheckpointFolder | null {
  const byStep = new Map(checkpoints.map((checkpoint) => [checkpoint.step, checkpoint]));
  const kept = evaluations.findLast(({ best, step }) => best && byStep.has(step));
  return (kept && byStep.get(kept.step)) ?? null;
}

/** The run folder that a checkpoint folder lies in, or null where the path is no checkpoint of a run. */
export function runOfCheckpoint(path: string): string | null {
  return /^step-\d+$/.test(basename(path)) && basename(dirname(path)) === runFiles.checkpoints ? dirname(dirname(path)) : null;
}

/** Null for a line that is none. */
export function parseMetric(line: string): Metric | null {
  try {
    return JSON.parse(line) as Metric;
  } catch {
    return null;
  }
}

async function readTail(file: string): Promise<string> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return null;
    throw error;
  });
  if (!handle) return '';
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - tailBytes);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
