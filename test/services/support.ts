/** A data directory of a test's own, runs in it, and processes that share it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type DataDirectory, openDataDirectory } from '../../src/services/directory/dataDirectory.ts';
import { type CreatedRun, createRun } from '../../src/services/runs/createRun.ts';
import type { Recipe } from '../../src/shared/recipe.ts';
import type { EvalMetric, StepMetric } from '../../src/shared/run.ts';

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mixwright-services-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function temporaryDataDirectory(warn?: (message: string) => void): Promise<DataDirectory> {
  return openDataDirectory(join(await temporaryFolder(), 'data'), warn);
}

export const recipe: Recipe = {
  model: '/models/base',
  dataset: { files: ['/data/chats.jsonl'], evalFiles: [], evalShare: 0.1, packing: true, format: null, map: {}, template: null, taskField: null },
  methods: [{ id: 'mixlora', options: { experts: 4 } }],
  training: {
    ...{ steps: 20, epochs: null, microBatch: 4, accumulation: 1, sequenceLength: 256, learningRate: 2e-4, warmupSteps: 10, schedule: 'cosine' },
    ...{ optimizer: 'adamw', betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0, maxGradNorm: 1, frozenDtype: 'stored', recompute: 'auto' },
    ...{ seed: 1, evalEvery: 10, checkpointEvery: 10, keepCheckpoints: 2, earlyStop: null },
  },
  samples: null,
  device: 'auto',
};

export function newRun(dataDirectory: DataDirectory, name?: string): Promise<CreatedRun> {
  return createRun(dataDirectory, { recipe, model: { kind: 'checkpoint', path: recipe.model }, ...(name !== undefined && { name }) });
}

export function stepMetric(step: number, more: Partial<StepMetric> = {}): StepMetric {
  const fixed = { learningRate: 1e-4, gradNorm: 0.5, tokens: 1024, trainedTokens: 512, tokensPerSecond: 512, seconds: 2, memoryBytes: 4096 } as const;
  return { type: 'step', step, loss: 4 - step / 10, totalTokens: 1024 * step, ...fixed, ...more };
}

export function evalMetric(step: number, loss: number, more: Partial<EvalMetric> = {}): EvalMetric {
  return { type: 'eval', step, loss, perplexity: Math.exp(loss), tokens: 100, best: false, ...more };
}

export async function writeMetrics(directory: string, metrics: readonly object[], tornEnd = ''): Promise<void> {
  await writeFile(join(directory, 'metrics.jsonl'), metrics.map((metric) => `${JSON.stringify(metric)}\n`).join('') + tornEnd);
}

/** An empty checkpoint folder: services look at names only. */
export async function addCheckpoint(directory: string, step: number): Promise<string> {
  const path = join(directory, 'checkpoints', `step-${String(step).padStart(6, '0')}`);
  await mkdir(path, { recursive: true });
  return path;
}

/** Starts a built file that answers with one message when it is ready; it is gone when the test ends. */
export async function startProcess(file: string, args: readonly string[]): Promise<ChildProcess> {
  const child = fork(file, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'message');
  return child;
}

export async function killHard(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
