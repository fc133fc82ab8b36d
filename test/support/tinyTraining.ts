/** Runs of a tiny model as the train job makes them, to be killed, resumed and compared. */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jobHandlers } from '../../src/host/jobs/index.ts';
import type { JobEvent, JobOf } from '../../src/shared/jobs.ts';
import type { Recipe } from '../../src/shared/recipe.ts';
import type { RunResult, SampleEvent, StepMetric } from '../../src/shared/run.ts';
import { testControl } from './control.ts';
import { checkpoint } from './jobs.ts';
import { writeRandomModel } from './randomModel.ts';
import { tinyTraining } from './tinyModel.ts';
import { starterSample } from './tinyRun.ts';

export interface TinyTraining {
  readonly recipe: Recipe;
  /** Starts a run in a folder of that name, or goes on with it. */
  train(run: string, options?: TrainOptions): Promise<RunResult>;
  directory(run: string): string;
}

export interface TrainOptions {
  readonly recipe?: Recipe;
  readonly resume?: boolean;
  readonly fromStep?: number;
  readonly allowDrift?: boolean;
  /** Thrown errors end the run there, as a kill would. */
  onEvent?(event: JobEvent): void;
}

export async function tinyTrainingIn(folder: string, training: Partial<Recipe['training']>): Promise<TinyTraining> {
  const model = join(folder, 'model');
  await writeRandomModel(model, 'f32', ({ attention, ...config }) => ({
    ...config,
    layers: 1,
    hiddenSize: 32,
    initializerRange: 0.2,
    maxPositions: 128,
    attention: { ...attention, heads: 2, kvHeads: 1, headDim: 16, rope: { ...attention.rope, dimensions: 16 }, windows: [null] },
    ffn: [{ kind: 'dense', width: 48, bias: false }],
  }));
  const recipe: Recipe = {
    model,
    dataset: { files: [starterSample], evalFiles: [], evalShare: 0.1, packing: true, format: null, map: {}, template: null, taskField: null },
    methods: [{ id: 'mixlora', options: { experts: 4, topK: 2, rank: 2 } }],
    training: { ...tinyTraining, sequenceLength: 48, ...training },
    samples: null,
    device: 'cpu',
  };
  const directory = (run: string): string => join(folder, run);
  return {
    recipe,
    directory,
    async train(run, { onEvent, fromStep, recipe: other = recipe, resume = fromStep !== undefined, allowDrift = false } = {}) {
      await mkdir(directory(run), { recursive: true });
      const control = testControl();
      if (onEvent) control.onEvent = onEvent;
      const about = { recipe: other, model: checkpoint(model), runDirectory: directory(run), cacheDirectory: join(folder, 'cache') };
      const job: JobOf<'train'> = { kind: 'train', ...about, resume, fromStep: fromStep ?? null, allowDrift };
      return jobHandlers.train(job, control);
    },
  };
}

/** Ends a run when it has made the step, before anything is saved for it. */
export function killedAt(step: number): (event: JobEvent) => void {
  return (event) => {
    if (event.type === 'step' && event.step === step) throw new Error('killed');
  };
}

/** The metrics without what a clock decides. */
export async function curveOf(directory: string): Promise<readonly object[]> {
  return (await linesOf<StepMetric>(join(directory, 'metrics.jsonl'))).map(({ seconds: _, tokensPerSecond: __, memoryBytes: ___, ...exact }) => exact);
}

export function samplesOf(directory: string): Promise<readonly SampleEvent[]> {
  return linesOf(join(directory, 'samples.jsonl'));
}

async function linesOf<T>(file: string): Promise<readonly T[]> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}

/** Steps of the checkpoints that anyone sees. */
export async function checkpointSteps(directory: string): Promise<readonly number[]> {
  const names = await readdir(join(directory, 'checkpoints'));
  return names.filter((name) => name.startsWith('step-')).map((name) => Number(name.slice(5)));
}

export function weightsOf(directory: string, step: number): Promise<Buffer> {
  return readFile(join(directory, 'checkpoints', `step-${String(step).padStart(6, '0')}`, 'tensors.safetensors'));
}
