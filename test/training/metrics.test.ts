import { describe, expect, it } from 'vitest';
import { afterEvaluation, shouldStopEarly } from '../../src/training/earlyStop.ts';
import { routerMetric } from '../../src/training/routerMetrics.ts';
import { totalSteps } from '../../src/training/totalSteps.ts';

describe('router health', () => {
  const metric = (pairs: readonly number[]) =>
    routerMetric({ layer: 3, experts: pairs.length, topK: 2 }, { pairs: Float64Array.from(pairs), trainedPairs: Float64Array.from(pairs), entropy: 1.2 });

  it('is 1 for every expert of a balanced router', () => {
    expect(metric([5, 5, 5, 5])).toEqual({ layer: 3, load: [1, 1, 1, 1], maxViolation: 0, deadExperts: 0, entropy: 1.2 });
  });

  it('shows the worst overload and experts below one percent of the mean', () => {
    expect(metric([300, 99, 1, 0])).toMatchObject({ load: [3, 0.99, 0.01, 0], maxViolation: 2, deadExperts: 1 });
  });

  it('stays finite without tokens', () => {
    expect(metric([0, 0])).toMatchObject({ load: [0, 0], deadExperts: 2 });
  });
});

describe('early stop', () => {
  it('counts evaluations since the best; an equal loss is no improvement', () => {
    let history: Parameters<typeof afterEvaluation>[0] = { best: null, evaluationsSinceBest: 0 };
    const seen = [4, 3, 3, 2, 5, 2.5].map((loss, i) => {
      history = afterEvaluation(history, (i + 1) * 10, loss);
      return [history.best?.step, history.evaluationsSinceBest];
    });
    expect(seen).toEqual([
      [10, 0],
      [20, 0],
      [20, 1],
      [40, 0],
      [40, 1],
      [40, 2],
    ]);
    expect([1, 2, 3].map((patience) => shouldStopEarly(history, { patience }))).toEqual([true, true, false]);
    expect(shouldStopEarly(history, null)).toBe(false);
  });
});

describe('the number of steps', () => {
  it('is what the recipe says, or whole epochs, rounded up', () => {
    expect(totalSteps({ steps: 7, epochs: null, accumulation: 4 }, 100)).toBe(7);
    expect(totalSteps({ steps: null, epochs: 3, accumulation: 4 }, 10)).toBe(8);
    expect(totalSteps({ steps: null, epochs: null, accumulation: 1 }, 10)).toBe(10);
    expect(totalSteps({ steps: null, epochs: 0.01, accumulation: 4 }, 10)).toBe(1);
  });
});
