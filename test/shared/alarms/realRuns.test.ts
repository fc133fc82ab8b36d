/**
 * The curves of real runs on the starter (demo.json with what their names say changed): what went well raises nothing, what went astray is
 * told early.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type AlarmState, alarmsOf, noAlarms, seeMetric } from '../../../src/shared/alarms/runAlarms.ts';
import { evalMetric, recipe, stepMetric } from '../../services/support.ts';

interface Curve {
  readonly learningRate: number;
  readonly warmupSteps: number;
  readonly loss: readonly number[];
  readonly gradNorm: readonly number[];
  readonly evaluations: readonly (readonly [step: number, loss: number])[];
}

const curves = JSON.parse(readFileSync(new URL('../../fixtures/curves/starter.json', import.meta.url), 'utf8')) as Readonly<Record<string, Curve>>;

/** Every alarm of the run by code, with the step after which it was first there, and what it says at the end. */
function watch({ learningRate, warmupSteps, loss, gradNorm, evaluations }: Curve): {
  readonly first: Readonly<Record<string, number>>;
  readonly last: readonly string[];
} {
  let state: AlarmState = noAlarms;
  const first: Record<string, number> = {};
  const alarms = () => alarmsOf(state, { recipe, limitBytes: 16e9 });
  for (const [i, value] of loss.entries()) {
    const step = i + 1;
    state = seeMetric(
      state,
      stepMetric(step, { loss: value, gradNorm: gradNorm[i] as number, learningRate: learningRate * Math.min(1, step / Math.max(1, warmupSteps)) }),
    );
    for (const [at, of] of evaluations) if (at === step) state = seeMetric(state, evalMetric(step, of));
    for (const { code } of alarms()) first[code] ??= step;
  }
  return { first, last: alarms().map(({ title, advice }) => `${title}. ${advice}`) };
}

describe('alarms over real runs', () => {
  it.each(['starter', 'micro-batch 1', 'without warm-up', 'warm-up of 200 steps', 'full fine-tuning'])('are none for %s', (name) => {
    expect(watch(curves[name] as Curve).first).toEqual({});
  });

  it('tell within six steps that a learning rate of 100 makes the loss explode, and later that nothing is learnt', () => {
    const { first, last } = watch(curves['learning rate 100'] as Curve);
    expect(first.GRADIENT_EXPLODES).toBe(2);
    expect(first.LOSS_RISES).toBeLessThanOrEqual(6);
    expect(first.GRADIENT_VANISHED).toBeLessThanOrEqual(30);
    expect(last).toEqual([
      'The training loss climbed from 11.55 at step 1 to 19.05 at step 6. Start anew with a tenth of the learning rate (30 there) or a longer warm-up, or go on from a checkpoint before the climb.',
      'Nothing is learnt any more: for 73 steps there has been next to no gradient. The weights went where no gradient leads back, mostly by a learning rate far too high: start anew with a tenth of it.',
    ]);
  });

  it.each([
    ['learning rate 10', 10],
    ['full, learning rate 100', 12],
    ['full, learning rate 1', 20],
  ])('tell that the loss climbs: %s', (name, within) => {
    expect(watch(curves[name] as Curve).first.LOSS_RISES).toBeLessThanOrEqual(within);
  });

  it('tell rows learnt by heart from the third evaluation without a better one on, and nothing else', () => {
    expect(watch(curves['40 rows by heart'] as Curve).first).toEqual({ OVERFITTING: 225 });
  });
});
