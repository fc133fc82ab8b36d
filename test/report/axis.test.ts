import { describe, expect, it } from 'vitest';
import { linearAxis } from '../../src/report/axis.ts';

describe('linearAxis', () => {
  it('has ticks at round numbers inside the values', () => {
    expect(linearAxis({ values: [0.13, 0.97], range: [0, 100], ticks: 4 }).ticks).toEqual([0.5]);
    expect(linearAxis({ values: [0.13, 0.97], range: [0, 100], ticks: 5 }).ticks).toEqual([0.2, 0.4, 0.6, 0.8]);
  });

  it('moves its ends out to ticks where asked, upwards or downwards', () => {
    const axis = linearAxis({ values: [0.13, 0.97], range: [100, 0], ticks: 5, nice: true });
    expect(axis.ticks).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect([axis.at(0), axis.at(0.5), axis.at(1)]).toEqual([100, 50, 0]);
  });

  it('puts ticks on whole numbers only, for steps', () => {
    expect(linearAxis({ values: [1, 3], range: [0, 10], ticks: 10, whole: true }).ticks).toEqual([1, 2, 3]);
  });

  it('passes over what is not finite', () => {
    const axis = linearAxis({ values: [null, 1, Number.NaN, 3, Number.POSITIVE_INFINITY], range: [0, 10], ticks: 2 });
    expect([axis.at(1), axis.at(3)]).toEqual([0, 10]);
  });

  it.each([[[]], [[0]], [[5]], [[-2, -2]]])('has finite places and ticks for %j', (values) => {
    const axis = linearAxis({ values, range: [0, 10], ticks: 4, nice: true });
    expect(axis.ticks.length).toBeGreaterThan(1);
    expect(axis.at(values[0] ?? 0.5)).toBeGreaterThanOrEqual(0);
    expect(axis.at(values[0] ?? 0.5)).toBeLessThanOrEqual(10);
  });
});
