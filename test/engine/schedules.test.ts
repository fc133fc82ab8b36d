import { describe, expect, it } from 'vitest';
import { learningRateAt } from '../../src/engine/schedules.ts';
import { schedules, type TrainingRecipe } from '../../src/shared/recipe.ts';

const options = { learningRate: 0.2, warmupSteps: 10, totalSteps: 100 };
const curve = (schedule: TrainingRecipe['schedule'], changed: Partial<typeof options> = {}): number[] => {
  const all = { ...options, ...changed };
  return Array.from({ length: all.totalSteps }, (_, i) => learningRateAt(schedule, i + 1, all));
};

describe.each(schedules)('%s', (schedule) => {
  it('warms up as learningRate · s / warmupSteps', () => {
    const rates = curve(schedule);
    for (let s = 1; s <= 10; s++) expect(rates[s - 1]).toBeCloseTo((0.2 * s) / 10, 15);
  });

  it('starts at the full rate without warm-up', () => {
    expect(curve(schedule, { warmupSteps: 0 })[0]).toBe(0.2);
  });

  it('never rises after the warm-up and never reaches zero', () => {
    for (const changed of [{}, { warmupSteps: 0 }, { totalSteps: 10 }, { totalSteps: 1, warmupSteps: 0 }, { warmupSteps: 100 }]) {
      const rates = curve(schedule, changed);
      const peak = rates.indexOf(Math.max(...rates));
      for (let i = peak + 1; i < rates.length; i++) expect(rates[i]).toBeLessThanOrEqual(rates[i - 1] as number);
      expect(Math.min(...rates)).toBeGreaterThan(0);
    }
  });
});

describe('decay', () => {
  it('is none for constant', () => {
    expect(curve('constant').slice(9)).toEqual(new Array(91).fill(0.2));
  });

  it('is a straight line to zero at the step after the last for linear', () => {
    const rates = curve('linear');
    expect(rates[99]).toBeCloseTo(0.2 / 91, 12);
    expect((rates[50] as number) - (rates[51] as number)).toBeCloseTo(0.2 / 91, 12);
  });

  it('is half way down in the middle for cosine', () => {
    expect(learningRateAt('cosine', 51, { learningRate: 1, warmupSteps: 1, totalSteps: 100 })).toBeCloseTo(0.5, 12);
  });

  it('keeps the rate for nine tenths, then falls, for warmup-stable-decay', () => {
    const rates = curve('warmup-stable-decay');
    expect(rates.slice(9, 90)).toEqual(new Array(81).fill(0.2));
    expect(rates[90]).toBeLessThan(0.2);
    expect(rates[99]).toBeCloseTo(0.2 / 11, 12);
  });
});
