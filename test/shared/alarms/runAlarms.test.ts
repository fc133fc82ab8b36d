import { describe, expect, it } from 'vitest';
import { alarmsOf, noAlarms, seeMetric } from '../../../src/shared/alarms/runAlarms.ts';
import type { EvalMetric, StepMetric } from '../../../src/shared/run.ts';
import { evalMetric, recipe, stepMetric } from '../../services/support.ts';

const gigabyte = 1e9;

function codes(metrics: readonly (StepMetric | EvalMetric)[], limitBytes = 16 * gigabyte, of = recipe): readonly string[] {
  // Through JSON, as it comes from the file and as it is kept.
  const state = metrics.reduce((before, metric) => JSON.parse(JSON.stringify(seeMetric(before, JSON.parse(JSON.stringify(metric))))), noAlarms);
  return alarmsOf(state, { recipe: of, limitBytes }).map(({ code }) => code);
}

function run(count: number, change: (step: number) => Partial<StepMetric> = () => ({})): StepMetric[] {
  // Falls with some noise, as losses do.
  return Array.from({ length: count }, (_, i) => stepMetric(i + 1, { loss: 2 + 2 * 0.98 ** i + 0.05 * Math.sin(i * 7), ...change(i + 1) }));
}

const router = (load: readonly number[]) => ({
  layer: 2,
  load,
  maxViolation: Math.max(...load) - 1,
  deadExperts: load.filter((share) => share < 0.01).length,
  entropy: 1,
});

describe('alarms', () => {
  it('are none for a run that goes well', () => {
    expect(codes(run(300, () => ({ routers: [router([1.2, 0.9, 1, 0.9])], memoryBytes: gigabyte })))).toEqual([]);
  });

  it('tell a loss that is not a number, jumps or climbs', () => {
    expect(codes(run(30, (step) => (step === 12 ? { loss: Number.NaN } : {})))).toEqual(['LOSS_NOT_FINITE']);
    expect(codes(run(100, (step) => (step === 90 ? { loss: 9 } : {})))).toEqual(['LOSS_SPIKE']);
    // Long ago.
    expect(codes(run(400, (step) => (step === 90 ? { loss: 9 } : {})))).toEqual([]);
    expect(codes(run(300, (step) => (step > 150 ? { loss: 2 + (step - 150) / 30 } : {})))).toEqual(['LOSS_RISES']);
    expect(codes(run(100, (step) => (step === 95 ? { gradNorm: 400 } : {})))).toEqual(['GRADIENT_EXPLODES']);
  });

  it('name experts without tokens only when they have been so for long', () => {
    const load = [2, 0, 2, 0];
    expect(codes(run(39, () => ({ routers: [router(load)] })))).toEqual([]);
    const state = run(45, () => ({ routers: [router(load)] })).reduce(seeMetric, noAlarms);
    expect(alarmsOf(state, { recipe, limitBytes: gigabyte })).toMatchObject([
      { code: 'EXPERTS_DEAD', level: 'warning', title: 'Experts 1 and 3 of layer 2 have had no tokens for 45 steps', step: 1 },
    ]);
    expect(codes([...run(45, () => ({ routers: [router(load)] })), stepMetric(46, { routers: [router([1, 1, 1, 1])] })])).toEqual([]);
  });

  it('tell a router that sends most to one', () => {
    expect(codes(run(25, () => ({ routers: [router([3.4, 0.2, 0.2, 0.2])] })))).toEqual(['ROUTER_COLLAPSED']);
    expect(codes(run(25, () => ({ routers: [router([1.9, 0.1])] })))).toEqual([]);
  });

  it('tell rows learnt by heart, memory near its end, and that nothing is evaluated', () => {
    const evaluations = [evalMetric(100, 3, { best: true }), ...[3.1, 3.3, 3.6].map((loss, i) => evalMetric(150 + 50 * i, loss))];
    const steps = run(250);
    const at = (step: number) => evaluations.filter((metric) => metric.step === step);
    expect(codes(steps.flatMap((metric) => [metric, ...at(metric.step)]))).toEqual(['OVERFITTING']);
    expect(codes(run(3, () => ({ memoryBytes: 15 * gigabyte })))).toEqual(['MEMORY_NEAR_LIMIT']);
    expect(codes([], gigabyte, { ...recipe, training: { ...recipe.training, evalEvery: 0 } })).toEqual(['NOT_EVALUATED']);
  });
});
