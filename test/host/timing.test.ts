import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobHandlers } from '../../src/host/jobs/index.ts';
import { findTrainingMethod } from '../../src/methods/index.ts';
import { readRecipe } from '../../src/shared/readRecipe.ts';
import { testControl } from '../support/control.ts';
import { checkpoint } from '../support/jobs.ts';
import { type TinyTraining, tinyTrainingIn } from '../support/tinyTraining.ts';

const folder = mkdtempSync(join(tmpdir(), 'mixwright-timing-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('timing a recipe', () => {
  let tiny: TinyTraining;
  beforeAll(async () => {
    tiny = await tinyTrainingIn(folder, { steps: 40, evalEvery: 10, accumulation: 2 });
  });

  const about = () => ({ kind: 'timing', recipe: tiny.recipe, model: checkpoint(tiny.recipe.model), cacheDirectory: join(folder, 'cache'), steps: 3 }) as const;

  it('measures real steps and an evaluation, and leaves nothing but the prepared data', async () => {
    const begun = performance.now();
    const timed = await jobHandlers.timing(about(), testControl());
    const whole = (performance.now() - begun) / 1000;
    expect(timed.preparedSteps).toBe(40);
    const { microBatch, accumulation, sequenceLength } = tiny.recipe.training;
    expect(timed.tokensPerStep).toBeGreaterThan(0);
    expect(timed.tokensPerStep).toBeLessThanOrEqual(microBatch * accumulation * sequenceLength);
    expect(timed.secondsPerStep).toBeGreaterThan(0);
    expect(timed.secondsPerStep).toBeLessThan(whole);
    expect(timed.evalSeconds).toBeGreaterThan(0);
    expect(readdirSync(folder).sort()).toEqual(['cache', 'model']);
  });

  it('tells of no evaluation where there is none, and of epochs in steps', async () => {
    const recipe = { ...tiny.recipe, training: { ...tiny.recipe.training, steps: null, epochs: 2, evalEvery: 0 } };
    const timed = await jobHandlers.timing({ ...about(), recipe }, testControl());
    expect(timed.evalSeconds).toBeNull();
    const once = await jobHandlers.timing({ ...about(), recipe: { ...recipe, training: { ...recipe.training, epochs: 1 } } }, testControl());
    expect(Math.abs(timed.preparedSteps - 2 * once.preparedSteps)).toBeLessThanOrEqual(1);
  });

  it('trains nothing that a run would then start from', async () => {
    await jobHandlers.timing(about(), testControl());
    const { finalLoss } = await tiny.train('after', { recipe: { ...tiny.recipe, training: { ...tiny.recipe.training, steps: 2 } } });
    rmSync(join(folder, 'cache'), { recursive: true });
    const fresh = await tiny.train('fresh', { recipe: { ...tiny.recipe, training: { ...tiny.recipe.training, steps: 2 } } });
    expect(fresh.finalLoss).toBe(finalLoss);
  });
});

describe('a plan', () => {
  it('offers ways out that can be applied as they stand, each with its cost, and counts parameters', async () => {
    const tiny = await tinyTrainingIn(join(folder, 'plan'), { microBatch: 4, accumulation: 2, sequenceLength: 96 });
    const job = { kind: 'plan', recipe: tiny.recipe, model: checkpoint(tiny.recipe.model), cacheDirectory: folder } as const;
    const report = await jobHandlers.plan(job, testControl());
    expect(report.ways.map(({ sets }) => sets)).toContainEqual(['training.microBatch=1', 'training.accumulation=8']);
    expect(report.ways.map(({ sets }) => sets)).toContainEqual(['training.recompute=block']);
    for (const { change, sets, memory, cost } of report.ways) {
      expect(change).toBe(sets.join(', '));
      expect(memory).toBeLessThan(report.memory.total);
      expect(cost.length).toBeGreaterThan(20);
    }
    const [one] = report.ways;
    const recipe = readRecipe(tiny.recipe, { findMethod: findTrainingMethod, resolvePath: (path) => path, sets: one?.sets ?? [] });
    expect((await jobHandlers.plan({ ...job, recipe }, testControl())).memory.total).toBe(one?.memory);
    expect(report.parameters.trainable * 4).toBe(report.trainable.reduce((sum, { bytes }) => sum + bytes, 0));
    expect(report.parameters.total * 4).toBe([...report.trainable, ...report.frozen].reduce((sum, { bytes }) => sum + bytes, 0));
  });
});
