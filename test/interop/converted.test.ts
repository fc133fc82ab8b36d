/** Checkpoints that transformers saved, upcycled by `convert`: mixtures that transformers opens and that compute what the dense model did. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobHandlers } from '../../src/host/jobs/index.ts';
import { testControl } from '../support/control.ts';
import { checkpoint, distance, ownLogits, sameFunction } from '../support/jobs.ts';
import { fixtureFolder, fixtureReference } from '../support/modelFixtures.ts';
import { type Answers, askModels, generations, given, type ModelAnswer } from './transformers.ts';

/** Dense fixture and the class its mixture has: tied embeddings, both rope scalings, a window, biases, shards of bf16, head norms. */
const families = [
  { name: 'llama', className: 'MixtralForCausalLM' },
  { name: 'llama-yarn', className: 'MixtralForCausalLM' },
  { name: 'mistral', className: 'MixtralForCausalLM' },
  { name: 'qwen2-sharded-bf16', className: 'Qwen2MoeForCausalLM' },
  { name: 'qwen3', className: 'Qwen3MoeForCausalLM' },
] as const;

let root: string;
let answers: Answers<ModelAnswer>;
const folderOf = (name: string): string => join(root, name);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'mixwright-converted-'));
  for (const { name } of families) {
    const options = { experts: 4, topK: 2, routerInit: 0.5 };
    const job = { kind: 'convert', model: checkpoint(fixtureFolder(name)), method: 'sparse-upcycling', options, dtype: null, seed: 3, device: 'cpu' } as const;
    const { receipt } = await jobHandlers.convert({ ...job, output: folderOf(name) }, testControl());
    expect(receipt.ok, name).toBe(true);
  }
  answers = await askModels(families.map(({ name }) => ({ folder: folderOf(name), tokens: fixtureReference(name).tokens })));
});
afterAll(() => rm(root, { recursive: true, force: true }));

it.each(families)('$name upcycled computes what the dense model does in transformers', async ({ name }) => {
  const { tokens, logits } = fixtureReference(name);
  expect(distance(await ownLogits(checkpoint(folderOf(name)), tokens), logits)).toBeLessThan(sameFunction);
});

describe.each(generations)('$name', (generation) => {
  it.skipIf(!generation.available).each(families.map((family, index) => ({ ...family, index })))(
    'opens $name upcycled as $className, with our logits and the dense model’s',
    async ({ name, className, index }) => {
      const { tokens, logits } = fixtureReference(name);
      const theirs = given(answers.get(generation)?.[index]);
      expect(theirs.className).toBe(className);
      expect(distance(theirs.logits, await ownLogits(checkpoint(folderOf(name)), tokens))).toBeLessThan(sameFunction);
      expect(distance(theirs.logits, logits)).toBeLessThan(sameFunction);
    },
  );
});
