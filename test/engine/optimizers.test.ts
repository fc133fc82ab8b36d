import { describe, expect, it } from 'vitest';
import { createReferenceExecutor } from '../../src/engine/executors/reference/executor.ts';
import { createGraph, type Tensor, type Variable } from '../../src/engine/graph.ts';
import { affine } from '../../src/engine/ops/affine.ts';
import { sub } from '../../src/engine/ops/sub.ts';
import { optimizers } from '../../src/engine/optimizers/index.ts';
import type { Optimizer, OptimizerConstants } from '../../src/engine/optimizers/optimizer.ts';

const constants: OptimizerConstants = { betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0.01 };

/** A program that updates w with the gradient that `gradientOf` builds. */
function trainer(optimizer: Optimizer, start: readonly number[], gradientOf: (w: Tensor) => Tensor) {
  const like = (name: string, kind: Variable['kind']): Variable => ({ name, kind, shape: [start.length], dtype: 'f32' });
  const w = like('w', 'trained');
  const graph = createGraph('update');
  const parameter = graph.variable(w);
  const moments = Array.from({ length: optimizer.moments }, (_, i) => graph.variable(like(`moment ${i}`, 'optimizer')));
  optimizer.update(parameter, gradientOf(parameter), moments, graph.input('settings', [optimizer.settingsLength]));
  const session = createReferenceExecutor().compile({ update: graph });
  session.values(w).set(start);
  return {
    w: session.values(w),
    step: (t: number, rate: number, changed: Partial<OptimizerConstants> = {}) =>
      session.run('update', { settings: optimizer.settings(t, rate, { ...constants, ...changed }) }),
  };
}

const constantGradient = (value: number) => (w: Tensor) => w.graph.constant(Float32Array.of(value), [1]);

describe.each(Object.entries(optimizers))('%s', (_, optimizer) => {
  it('finds the minimum of a quadratic', () => {
    const minimum = Float32Array.of(1, -2, 0.5);
    const { w, step } = trainer(optimizer, [0, 0, 0], (parameter) => affine(sub(parameter, parameter.graph.constant(minimum, [3])), 2));
    for (let t = 1; t <= 400; t++) step(t, 0.05 * (1 - t / 401), { weightDecay: 0 });
    for (const [i, value] of w.entries()) expect(value).toBeCloseTo(minimum[i] as number, 3);
  });

  it('gives settings of the length it declares', () => {
    expect(optimizer.settings(1, 0.1, constants)).toHaveLength(optimizer.settingsLength);
  });

  it('shrinks parameters by weight decay alone', () => {
    const { w, step } = trainer(optimizer, [2], constantGradient(0));
    step(1, 0.1);
    expect(w[0]).toBeCloseTo(2 * (1 - 0.1 * 0.01), 8);
  });
});

describe('adamw in PyTorch conventions', () => {
  it('matches PyTorch after one and three steps with equal gradients', () => {
    const { w, step } = trainer(optimizers.adamw, [1], constantGradient(0.5));
    step(1, 0.1);
    expect(w[0]).toBeCloseTo(0.899000002, 7);
    step(2, 0.1);
    step(3, 0.1);
    expect(w[0]).toBeCloseTo(0.697302905, 7);
  });

  it('adds epsilon to the corrected root, so tiny gradients are damped by half at 1e-8', () => {
    const { w, step } = trainer(optimizers.adamw, [1], constantGradient(1e-8));
    step(1, 0.1, { weightDecay: 0 });
    expect(w[0]).toBeCloseTo(0.95, 6);
  });

  it('corrects the bias of both moments by step', () => {
    const first = optimizers.adamw.settings(1, 0.1, constants);
    expect(first[5]).toBeCloseTo(10, 4);
    expect((first[6] as number) / 1000).toBeCloseTo(1, 4);
    const second = optimizers.adamw.settings(2, 0.1, constants);
    expect((second[5] as number) / 5.263158).toBeCloseTo(1, 4);
    expect((second[6] as number) / 500.250125).toBeCloseTo(1, 4);
  });
});

describe('sgd', () => {
  it('steps against gradient and decay at once', () => {
    const { w, step } = trainer(optimizers.sgd, [2], constantGradient(0.5));
    step(1, 0.1, { weightDecay: 0.1 });
    expect(w[0]).toBeCloseTo(2 - 0.1 * (0.5 + 0.1 * 2), 7);
  });
});
