import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { jobHandlers } from '../../../src/host/jobs/index.ts';
import type { ModelReference } from '../../../src/shared/jobs.ts';
import type { Recipe } from '../../../src/shared/recipe.ts';
import { testControl } from '../../support/control.ts';
import { exportTo, ownLogits } from '../../support/jobs.ts';
import { starterSample, trainTinyModel } from '../../support/tinyRun.ts';

const folder = mkdtempSync(join(tmpdir(), 'mixwright-pin-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a run trained over another run', () => {
  it('lives on when that run is deleted, without a second copy of its checkpoint', async () => {
    const first = await trainTinyModel(join(folder, 'first'), { change: (config) => config, dtype: 'f32', methods: [{ id: 'lora', options: { rank: 2 } }] });
    const base = first.trained as Extract<ModelReference, { kind: 'run' }>;
    const recipe = JSON.parse(await readFile(join(base.directory, 'recipe.json'), 'utf8')) as Recipe;
    const runDirectory = join(folder, 'second');
    await mkdir(runDirectory);
    const second = { ...recipe, model: base.checkpoint, dataset: { ...recipe.dataset, files: [starterSample] } };
    const start = { resume: false, fromStep: null, allowDrift: false };
    const job = { kind: 'train', recipe: second, model: base, runDirectory, cacheDirectory: join(folder, 'cache'), ...start } as const;
    const result = await jobHandlers.train(job, testControl());
    const run: ModelReference = { kind: 'run', directory: runDirectory, checkpoint: result.model };
    const pinned = JSON.parse(await readFile(join(runDirectory, 'base.json'), 'utf8')) as typeof base;
    expect(statSync(join(pinned.checkpoint, 'tensors.safetensors')).ino).toBe(statSync(join(base.checkpoint, 'tensors.safetensors')).ino);

    const before = await ownLogits(run, [1, 2, 3]);
    await rm(base.directory, { recursive: true });
    expect(await ownLogits(run, [1, 2, 3])).toEqual(before);
    expect((await exportTo(join(folder, 'export'), run, 'f32')).proof.ok).toBe(true);
  });

  it('exports in bf16 with what rounding changed told', async () => {
    const { trained } = await trainTinyModel(join(folder, 'third'), {
      change: (config) => config,
      dtype: 'f32',
      methods: [{ id: 'mixlora', options: { experts: 3, rank: 2 } }],
    });
    const { proof } = await exportTo(join(folder, 'export-bf16'), trained, 'bf16');
    expect(proof.ok).toBe(true);
    expect(proof.detail).toMatch(/% of the routing decisions flip, perplexity on the probe changes by -?\d/);
  });
});
