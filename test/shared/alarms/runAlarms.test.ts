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

/** Normally distributed, the same at every run of the test. */
function gaussian(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

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
    expect(codes([...run(30), evalMetric(30, Number.NaN)])).toEqual(['EVALUATION_NOT_FINITE']);
    expect(codes([...run(30), evalMetric(30, Number.NaN), evalMetric(40, 3)])).toEqual([]);
  });

  it('tell a gradient that jumps, grows or ends', () => {
    expect(codes(run(100, (step) => (step === 95 ? { gradNorm: 400 } : {})))).toEqual(['GRADIENT_EXPLODES']);
    expect(codes(run(300, (step) => ({ gradNorm: 0.5 * 1.02 ** step })))).toEqual(['GRADIENT_EXPLODES']);
    expect(codes(run(100, (step) => ({ gradNorm: step < 60 ? 1 : 1e-5 })))).toEqual(['GRADIENT_VANISHED']);
    // Small, however much it has grown.
    expect(codes(run(300, (step) => ({ gradNorm: 0.01 * 1.02 ** step })))).toEqual([]);
    // There is nothing left to learn.
    expect(codes(run(100, (step) => (step < 60 ? {} : { gradNorm: 1e-5, loss: 0.01 })))).toEqual([]);
  });

  it('tell an explosion from the first steps on against the untouched model, and remember it for a while', () => {
    const exploded = (step: number): Partial<StepMetric> => (step > 5 && step < 12 ? { loss: 9, gradNorm: 80 } : {});
    expect(codes(run(12, exploded))).toEqual(['LOSS_RISES']);
    expect(codes(run(150, exploded))).toEqual(['LOSS_RISES']);
    expect(codes(run(250, exploded))).toEqual([]);
    // It settles where it knows nothing.
    expect(codes(run(100, (step) => (step > 2 ? { loss: 10.8 } : {})))).toEqual(['LOSS_RISES']);
  });

  it('say nothing of a plateau, of a loss that rises a little in the warm-up, or of noise', () => {
    expect(codes(run(400, () => ({ loss: 3 })))).toEqual([]);
    expect(codes(run(300, (step) => ({ loss: step < 30 ? 2 + step / 60 : 2.5 - (step - 30) / 400 })))).toEqual([]);
    for (let seed = 1; seed <= 40; seed++) {
      const random = gaussian(seed);
      // Single rows: a third up or down is usual, gradients even more.
      const noisy = run(400, (step) => ({ loss: (1.6 + 0.4 * Math.exp(-step / 80)) * Math.exp(0.35 * random()), gradNorm: 2 * Math.exp(0.6 * random()) }));
      expect(codes(noisy), `seed ${seed}`).toEqual([]);
    }
  });

  it('gather the layers of the same trouble', () => {
    const layers = (count: number, load: readonly number[]) => ({ routers: Array.from({ length: count }, (_, layer) => ({ ...router(load), layer })) });
    const titles = (metrics: readonly StepMetric[]) =>
      alarmsOf(metrics.reduce(seeMetric, noAlarms), { recipe, limitBytes: gigabyte }).map(({ title }) => title);
    expect(titles(run(45, () => layers(2, [4, 0, 0, 0, 1])))).toEqual([
      'The routers of layers 0 and 1 have each sent most tokens to one expert of 5 for 45 steps',
      '6 experts in 2 layers have had no tokens for 45 steps: experts 1, 2 and 3 of layer 0 and experts 1, 2 and 3 of layer 1',
    ]);
    const [many] = titles(run(45, () => layers(32, [1, 2, 0, 1])));
    expect(many).toBe(
      '32 experts in 32 layers have had no tokens for 45 steps: expert 2 of layer 0, expert 2 of layer 1, expert 2 of layer 2, expert 2 of layer 3 and 28 more layers',
    );
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
