import { describe, expect, it } from 'vitest';
import { openDigests } from '../../../src/services/runs/digests.ts';
import { createPaces, look, paceOf, type Sight } from '../../../src/services/runs/pace.ts';
import { recipeDifference } from '../../../src/services/runs/recipeDifference.ts';
import { runRows } from '../../../src/services/runs/runRows.ts';
import { combinations } from '../../../src/services/runs/sweep.ts';
import { updateRun } from '../../../src/services/runs/updateRun.ts';
import type { RunStatus } from '../../../src/shared/run.ts';
import { newRun, recipe, stepMetric, temporaryDataDirectory, writeMetrics } from '../support.ts';

describe('the pace of a run', () => {
  it('counts what lies between steps, forgets long ago, and begins anew when a run goes back', () => {
    const seen = (sights: readonly Sight[]): readonly Sight[] => sights.reduce(look, [] as readonly Sight[]);
    expect(paceOf(seen([{ step: 1, at: 0 }]))).toBeNull();
    // Ten steps of one second and an evaluation of ten.
    const evaluated = seen([
      { step: 0, at: 0 },
      { step: 5, at: 5000 },
      { step: 5, at: 9000 },
      { step: 10, at: 20_000 },
    ]);
    expect(paceOf(evaluated)).toBe(2);
    expect(paceOf(look(evaluated, { step: 20, at: 1_000_000 }))).toBeNull();
    expect(look(evaluated, { step: 4, at: 30_000 })).toEqual([{ step: 4, at: 30_000 }]);
    const many = seen(Array.from({ length: 5000 }, (_, i) => ({ step: i, at: i * 100 })));
    expect(many.length).toBeLessThanOrEqual(61);
    expect(paceOf(many)).toBeCloseTo(0.1, 6);
  });
});

describe('the time a run will still take', () => {
  it('is told while it takes steps: a paused one may wait for days', async () => {
    const data = await temporaryDataDirectory();
    const { id, directory } = await newRun(data);
    await writeMetrics(
      directory,
      [1, 2, 3, 4].map((step) => stepMetric(step)),
    );
    const sources = { data, digests: openDigests(data), paces: createPaces(), outlook: () => ({ phase: '', ours: true }) };
    const left = async (status: RunStatus): Promise<number | null | undefined> => {
      await updateRun(data, id, { status, totalSteps: 20 });
      return (await runRows(sources))[0]?.etaSeconds;
    };
    expect(await left('preparing')).toBeNull();
    expect(await left('running')).toBe(32);
    expect(await left('paused')).toBeNull();
    expect(await left('running')).toBe(32);
    expect(await left('finalizing')).toBeNull();
    expect(await left('done')).toBeNull();
  });
});

describe('a grid', () => {
  it('is every combination, named for what differs', () => {
    const made = combinations([
      { path: 'training.learningRate', values: [0.001, 0.002] },
      { path: 'training.schedule', values: ['cosine', 'linear'] },
    ]);
    expect(made.map(({ label }) => label)).toEqual([
      'learningRate 0.001, schedule cosine',
      'learningRate 0.001, schedule linear',
      'learningRate 0.002, schedule cosine',
      'learningRate 0.002, schedule linear',
    ]);
    expect(made[3]?.sets).toEqual(['training.learningRate=0.002', 'training.schedule="linear"']);
    expect(() => combinations([{ path: 'a', values: new Array(65).fill(1) }])).toThrow('65 combinations');
  });
});

describe('recipes side by side', () => {
  it('show fields that differ, methods by their ids', () => {
    const other = {
      ...recipe,
      methods: [{ id: 'lora', options: { rank: 8 } }, ...recipe.methods],
      training: { ...recipe.training, betas: [0.8, 0.999] as const },
    };
    expect(recipeDifference([recipe, recipe])).toEqual([]);
    expect(recipeDifference([recipe, other])).toEqual([
      {
        field: 'training.betas',
        values: [
          [0.9, 0.999],
          [0.8, 0.999],
        ],
      },
      { field: 'methods.lora.used', values: [null, true] },
      { field: 'methods.lora.rank', values: [null, 8] },
    ]);
  });
});
