import { describe, expect, it } from 'vitest';
import { createReferenceExecutor } from '../../src/engine/executors/reference/executor.ts';
import { createGraph } from '../../src/engine/graph.ts';
import { sumTo } from '../../src/engine/ops/broadcast.ts';
import { mul } from '../../src/engine/ops/mul.ts';
import { reshape } from '../../src/engine/ops/reshape.ts';
import { loadBalancingLoss } from '../../src/methods/balance/loadBalancingLoss.ts';
import { routerZLoss } from '../../src/methods/losses/routerZLoss.ts';
import type { AttachTarget, AuxiliaryLoss, TrainingMethod } from '../../src/methods/method.ts';
import { route } from '../../src/models/layers/router.ts';
import { resolveOptions } from '../../src/shared/options.ts';

interface Layer {
  /** Router distribution of each token. */
  readonly probabilities: readonly (readonly number[])[];
}

/** The loss of a method over given router distributions; all tokens real. */
function lossOf(method: TrainingMethod, options: Record<string, unknown>, layers: readonly Layer[], topK: number): number {
  const tokens = layers[0]?.probabilities.length ?? 0;
  const graph = createGraph('loss');
  const routings = layers.map(({ probabilities }, layer) => {
    const flat = Float32Array.from(probabilities.flat(), (p) => Math.log(Math.max(p, 1e-30)));
    return route(graph.constant(flat, [tokens, flat.length / tokens]), { layer, topK, normalize: true });
  });
  const realTokens = graph.constant(new Float32Array(tokens).fill(1), [tokens]);
  const tokenShare = graph.constant(new Float32Array(tokens).fill(1 / tokens), [tokens]);
  const counts = routings.map(({ chosen, experts }) => sumTo(mul(chosen, reshape(realTokens, [tokens, 1, 1])), [experts]));
  const [auxiliary] = method.attach({} as AttachTarget, resolveOptions(method.options, options, method.id) as never).losses as readonly [AuxiliaryLoss];
  graph.output('loss', auxiliary.build({ graph, routings, realTokens, tokenShare, counts }));
  return createReferenceExecutor().compile({ loss: graph }).runExact('loss').get('loss')?.values[0] as number;
}

const balanced = {
  probabilities: [
    [0.5, 0.5, 0, 0],
    [0, 0, 0.5, 0.5],
    [0.5, 0.5, 0, 0],
    [0, 0, 0.5, 0.5],
  ],
};
const collapsed = {
  probabilities: [
    [0.5, 0.5, 0, 0],
    [0.5, 0.5, 0, 0],
  ],
};

describe('load-balancing loss', () => {
  it('is 1 at balance and E/k at collapse, by layer', () => {
    expect(lossOf(loadBalancingLoss, {}, [balanced], 2)).toBeCloseTo(1, 6);
    expect(lossOf(loadBalancingLoss, {}, [collapsed], 2)).toBeCloseTo(2, 6);
  });

  it('in the HF form is k at balance and E at collapse', () => {
    expect(lossOf(loadBalancingLoss, { form: 'hf' }, [balanced], 2)).toBeCloseTo(2, 6);
    expect(lossOf(loadBalancingLoss, { form: 'hf' }, [collapsed], 2)).toBeCloseTo(4, 6);
  });

  it('in the HF form lets opposite layers cancel, where the form by layer does not', () => {
    const layers = [
      {
        probabilities: [
          [1, 0],
          [1, 0],
        ],
      },
      {
        probabilities: [
          [0, 1],
          [0, 1],
        ],
      },
    ];
    expect(lossOf(loadBalancingLoss, { form: 'hf' }, layers, 1)).toBeCloseTo(1, 6);
    expect(lossOf(loadBalancingLoss, {}, layers, 1)).toBeCloseTo(2, 6);
  });

  it('in the HF form is not bounded below by k', () => {
    expect(
      lossOf(
        loadBalancingLoss,
        { form: 'hf' },
        [
          {
            probabilities: [
              [0.51, 0.49],
              [0.51, 0.49],
              [0, 1],
            ],
          },
        ],
        1,
      ),
    ).toBeCloseTo(0.8933, 4);
  });
});

describe('router z-loss', () => {
  it('is (ln E)² for zero logits over E experts, shifted by what a uniform distribution in logs is', () => {
    // Logits ln(1/8) are zero logits shifted by -ln 8, and log-sum-exp of log-probabilities is 0.
    expect(lossOf(routerZLoss, {}, [{ probabilities: [new Array(8).fill(1)] }], 2)).toBeCloseTo(Math.log(8) ** 2, 6);
    expect(lossOf(routerZLoss, {}, [{ probabilities: [new Array(8).fill(1 / 8)] }], 2)).toBeCloseTo(0, 6);
  });
});
