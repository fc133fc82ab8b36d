/** A short real run over the starter's rows on a tiny random model of a family: what there is to export. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jobHandlers } from '../../src/host/jobs/index.ts';
import type { Ffn, ModelConfig } from '../../src/models/model.ts';
import type { ModelReference } from '../../src/shared/jobs.ts';
import type { MethodUse, TrainingRecipe } from '../../src/shared/recipe.ts';
import { testControl } from './control.ts';
import { checkpoint } from './jobs.ts';
import { writeRandomModel } from './randomModel.ts';
import { tinyTraining } from './tinyModel.ts';

export const starterSample = fileURLToPath(new URL('../../resources/starter/sample.jsonl', import.meta.url));

/** Rates far above the usual: three steps must move every trained weight beyond rounding. */
const training: TrainingRecipe = { ...tinyTraining, steps: 3, sequenceLength: 48, learningRate: 0.02 };

export interface TinyRun {
  readonly base: ModelReference;
  readonly trained: ModelReference;
}

/** Writes a model of the starter's vocabulary into the folder and trains it there. */
export async function trainTinyModel(
  folder: string,
  { change, dtype, methods }: { readonly change: (config: ModelConfig) => ModelConfig; readonly dtype: 'f32' | 'bf16'; readonly methods: readonly MethodUse[] },
): Promise<TinyRun> {
  const [path, runDirectory] = [join(folder, 'base'), join(folder, 'run')];
  await mkdir(runDirectory, { recursive: true });
  await writeRandomModel(path, dtype, (config) => change(tiny(config)));
  const model = checkpoint(path);
  const dataset = { files: [starterSample], evalFiles: [], evalShare: 0, packing: true, format: null, map: {}, template: null, taskField: 'task' };
  const recipe = { model: path, dataset, methods, training, samples: null, device: 'cpu' };
  const cacheDirectory = join(folder, 'cache');
  const start = { resume: false, fromStep: null, allowDrift: false };
  const result = await jobHandlers.train({ kind: 'train', recipe, model, runDirectory, cacheDirectory, ...start }, testControl());
  return { base: model, trained: { kind: 'run', directory: runDirectory, checkpoint: result.model } };
}

/** Weights large enough that attention and routers decide something; sizes that tell a transposed matrix. */
function tiny(config: ModelConfig): ModelConfig {
  const attention = { ...config.attention, heads: 4, kvHeads: 2, headDim: 16, rope: { ...config.attention.rope, dimensions: 16 }, windows: [null, null] };
  return withFfn({ ...config, layers: 2, hiddenSize: 32, maxPositions: 128, initializerRange: 0.2, attention }, { kind: 'dense', width: 48, bias: false });
}

/** The same feed-forward in every layer. */
export function withFfn(config: ModelConfig, ffn: Ffn): ModelConfig {
  return { ...config, ffn: new Array<Ffn>(config.layers).fill(ffn), routerAuxLossCoefficient: ffn.kind === 'moe' ? 0.001 : null };
}
