/** Trained models as `export` writes them: both generations of transformers open them and compute what the run computes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelConfig } from '../../src/models/model.ts';
import type { MethodUse } from '../../src/shared/recipe.ts';
import { checkpoint, distance, exportTo, ownLogits, sameFunction } from '../support/jobs.ts';
import { type TinyRun, trainTinyModel, withFfn } from '../support/tinyRun.ts';
import { type Answers, askModels, generations, given, type ModelAnswer } from './transformers.ts';

interface Case {
  readonly name: string;
  readonly className: string;
  readonly dtype: 'f32' | 'bf16';
  change(config: ModelConfig): ModelConfig;
  readonly methods: readonly MethodUse[];
}

const moe = { kind: 'moe', experts: 4, topK: 2, width: 24, normalizeTopK: true, sharedWidth: 0 } as const;
const same = (config: ModelConfig): ModelConfig => config;
const tiedWithScaling = (config: ModelConfig): ModelConfig => ({
  ...config,
  tiedEmbeddings: true,
  attention: {
    ...config.attention,
    rope: {
      ...config.attention.rope,
      scaling: { rope_type: 'llama3', factor: 8, low_freq_factor: 1, high_freq_factor: 4, original_max_position_embeddings: 64 },
    },
  },
});
const qwen2 = (config: ModelConfig): ModelConfig => ({
  ...config,
  modelType: 'qwen2',
  attention: { ...config.attention, headDim: 8, rope: { ...config.attention.rope, dimensions: 8 }, biases: { qkv: true, output: false } },
});
const qwen3 = (config: ModelConfig): ModelConfig => ({ ...config, modelType: 'qwen3', attention: { ...config.attention, headNorms: true } });
const mixtral = (config: ModelConfig): ModelConfig => withFfn({ ...config, modelType: 'mixtral' }, moe);
const qwen2Moe = (config: ModelConfig): ModelConfig => withFfn({ ...qwen2(config), modelType: 'qwen2_moe' }, { ...moe, normalizeTopK: false, sharedWidth: 40 });
const qwen3Moe = (config: ModelConfig): ModelConfig => withFfn({ ...qwen3(config), modelType: 'qwen3_moe' }, moe);

const full: MethodUse = { id: 'full', options: {} };
const lora: MethodUse = { id: 'lora', options: { rank: 4, alpha: 8 } };
const loraWithRouter: MethodUse = { id: 'lora', options: { rank: 4, alpha: 8, targets: ['attention', 'mlp', 'experts', 'router'] } };
const mixlora: MethodUse = { id: 'mixlora', options: { experts: 4, topK: 2, rank: 4, alpha: 8, routerInit: 0.5 } };

const cases: readonly Case[] = [
  { name: 'llama, tied and scaled, full', className: 'LlamaForCausalLM', dtype: 'f32', change: tiedWithScaling, methods: [full] },
  { name: 'qwen2, full', className: 'Qwen2ForCausalLM', dtype: 'f32', change: qwen2, methods: [full] },
  { name: 'qwen3-moe, full', className: 'Qwen3MoeForCausalLM', dtype: 'f32', change: qwen3Moe, methods: [full] },
  { name: 'llama in bf16, lora', className: 'LlamaForCausalLM', dtype: 'bf16', change: same, methods: [lora] },
  { name: 'qwen3, lora', className: 'Qwen3ForCausalLM', dtype: 'f32', change: qwen3, methods: [lora] },
  { name: 'mixtral, lora on experts and attention', className: 'MixtralForCausalLM', dtype: 'f32', change: mixtral, methods: [lora] },
  { name: 'qwen2-moe, lora on everything', className: 'Qwen2MoeForCausalLM', dtype: 'f32', change: qwen2Moe, methods: [loraWithRouter] },
  { name: 'llama, tied and scaled, mixlora', className: 'MixtralForCausalLM', dtype: 'f32', change: tiedWithScaling, methods: [mixlora] },
  { name: 'qwen2, mixlora', className: 'Qwen2MoeForCausalLM', dtype: 'f32', change: qwen2, methods: [mixlora] },
  { name: 'qwen3, mixlora', className: 'Qwen3MoeForCausalLM', dtype: 'f32', change: qwen3, methods: [mixlora] },
];

/** Half a unit in the last place of bf16's 8 significant bits: no weight rounded to nearest is further off, relatively. */
const bf16Rounding = 2 ** -8;

const tokens: readonly number[] = Array.from({ length: 24 }, (_, i) => (i * 397 + 11) % 2048);

let root: string;
let answers: Answers<ModelAnswer>;
const runs: TinyRun[] = [];
const folderOf = (index: number, dtype: 'f32' | 'bf16'): string => join(root, `${index}`, dtype);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'mixwright-trained-'));
  for (const [index, settings] of cases.entries()) {
    const run = await trainTinyModel(join(root, `${index}`), settings);
    for (const dtype of ['f32', 'bf16'] as const) await exportTo(folderOf(index, dtype), run.trained, dtype);
    runs.push(run);
  }
  answers = await askModels(
    cases.flatMap((_, index) => [
      { folder: folderOf(index, 'f32'), tokens },
      { folder: folderOf(index, 'bf16'), tokens, roundedFrom: folderOf(index, 'f32') },
    ]),
  );
});
afterAll(() => rm(root, { recursive: true, force: true }));

const numbered = cases.map((entry, index) => ({ ...entry, index }));

it.each(numbered)('$name: the run is no longer its base', async ({ index }) => {
  const { base, trained } = runs[index] as TinyRun;
  expect(distance(await ownLogits(trained, tokens), await ownLogits(base, tokens))).toBeGreaterThan(100 * sameFunction);
});

describe.each(generations)('$name', (generation) => {
  it.skipIf(!generation.available).each(numbered)('$name: the f32 export computes what the run does', async ({ index, className }) => {
    const theirs = given(answers.get(generation)?.[2 * index]);
    expect(theirs.className).toBe(className);
    expect(distance(theirs.logits, await ownLogits((runs[index] as TinyRun).trained, tokens))).toBeLessThan(sameFunction);
  });

  // Not against the run's logits: a rounded router may choose other experts, so that no bound would hold.
  it.skipIf(!generation.available).each(numbered)('$name: the bf16 export holds the weights rounded, and computes what they say', async ({ index }) => {
    const theirs = given(answers.get(generation)?.[2 * index + 1]);
    expect(theirs.rounding).toBeLessThanOrEqual(bf16Rounding);
    expect(theirs.rounding).toBeGreaterThan(0);
    expect(distance(theirs.logits, await ownLogits(checkpoint(folderOf(index, 'bf16')), tokens))).toBeLessThan(sameFunction);
  });
});
