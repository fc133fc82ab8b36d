import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCheckpointTensors } from '../../../src/host/checkpointFiles.ts';
import { jobHandlers } from '../../../src/host/jobs/index.ts';
import type { JobEvent } from '../../../src/shared/jobs.ts';
import type { Recipe } from '../../../src/shared/recipe.ts';
import { testControl } from '../../support/control.ts';
import { curveOf, killedAt, samplesOf, type TinyTraining, tinyTrainingIn, weightsOf } from '../../support/tinyTraining.ts';

const folder = mkdtempSync(join(tmpdir(), 'mixwright-samples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('samples of a run', () => {
  let tiny: TinyTraining;
  let sampled: Recipe;
  const events: JobEvent[] = [];
  const prompts = ['What is 3 plus 4?', 'Say hello in three languages, please.'];
  beforeAll(async () => {
    tiny = await tinyTrainingIn(folder, { steps: 5, evalEvery: 2, checkpointEvery: 2, keepCheckpoints: 9 });
    sampled = { ...tiny.recipe, samples: { prompts, maxTokens: 8 } };
    await tiny.train('plain');
    await tiny.train('sampled', { recipe: sampled, onEvent: (event) => void events.push(event) });
  });

  it('are made at every evaluation and at the end, by the model as it was then', async () => {
    const samples = await samplesOf(tiny.directory('sampled'));
    expect(samples.map(({ step, prompt }) => [step, prompt])).toEqual([2, 4, 5].flatMap((step) => prompts.map((prompt) => [step, prompt])));
    expect(events.filter(({ type }) => type === 'sample')).toEqual(samples);
    const directory = tiny.directory('sampled');
    for (const step of [2, 4, 5]) {
      const model = { kind: 'run', directory, checkpoint: join(directory, 'checkpoints', `step-00000${step}`) } as const;
      const sampling = { maxTokens: 8, temperature: 0, topK: 0, topP: 1, seed: 0 };
      const { outputs } = await jobHandlers.generate({ kind: 'generate', model, prompts, raw: false, sampling, device: 'cpu' }, testControl());
      const made = samples.filter((sample) => sample.step === step);
      expect(made.map(({ text, tokens }) => ({ text, tokens }))).toEqual(outputs.map(({ text, tokens }) => ({ text, tokens: tokens.length })));
    }
  });

  it('change no number of the run, and stand in no checkpoint', async () => {
    expect(await curveOf(tiny.directory('sampled'))).toEqual(await curveOf(tiny.directory('plain')));
    expect((await weightsOf(tiny.directory('sampled'), 5)).equals(await weightsOf(tiny.directory('plain'), 5))).toBe(true);
    const tensors = await openCheckpointTensors(join(tiny.directory('sampled'), 'checkpoints', 'step-000005'));
    expect([...tensors.tensors.keys()].filter((name) => name.startsWith('cache'))).toEqual([]);
    await tensors.close();
    expect(existsSync(join(tiny.directory('plain'), 'samples.jsonl'))).toBe(false);
  });

  it('are part of the plan: what was predicted with them is what was allocated', async () => {
    const fitOf = async (run: string): Promise<{ readonly ok: boolean; readonly predictedBytes: number; readonly allocatedBytes: number }> =>
      JSON.parse(await readFile(join(tiny.directory(run), 'proofs.json'), 'utf8')).fit;
    const [withThem, without] = [await fitOf('sampled'), await fitOf('plain')];
    expect(withThem.ok).toBe(true);
    expect(withThem.allocatedBytes).toBe(withThem.predictedBytes);
    expect(withThem.predictedBytes).toBeGreaterThan(without.predictedBytes);
    const job = { kind: 'plan', recipe: sampled, model: { kind: 'checkpoint', path: sampled.model }, cacheDirectory: folder } as const;
    expect((await jobHandlers.plan(job, testControl())).memory.total).toBe(withThem.predictedBytes);
  });

  it('stand there once after a kill and a resumption', async () => {
    await expect(tiny.train('killed', { recipe: sampled, onEvent: killedAt(5) })).rejects.toThrow('killed');
    const half = tiny.directory('killed');
    expect((await samplesOf(half)).map(({ step }) => step)).toEqual([2, 2, 4, 4]);
    await tiny.train('killed', { recipe: sampled, fromStep: 2 });
    expect(await samplesOf(half)).toEqual(await samplesOf(tiny.directory('sampled')));
  });

  it('may be asked for, changed and dropped when a run is resumed', async () => {
    await expect(tiny.train('changed', { onEvent: killedAt(3) })).rejects.toThrow('killed');
    await tiny.train('changed', { recipe: { ...sampled, samples: { prompts: ['Hello'], maxTokens: 3 } }, resume: true });
    expect((await samplesOf(tiny.directory('changed'))).map(({ step, prompt }) => [step, prompt])).toEqual([4, 5].map((step) => [step, 'Hello']));
    expect(await curveOf(tiny.directory('changed'))).toEqual(await curveOf(tiny.directory('plain')));
  });

  it('are refused where a prompt leaves the model no room', async () => {
    const recipe = { ...tiny.recipe, samples: { prompts: ['word '.repeat(200)], maxTokens: 8 } };
    await expect(tiny.train('long', { recipe })).rejects.toMatchObject({ code: 'BAD_RECIPE', details: { field: 'samples.prompts' } });
  });
});
