/**
 * Load-balancing loss. Default: counts over the whole optimizer step (arXiv:2501.11873), per layer, normalised so that
 * 1 = balanced: L = mean over layers of E · Σ_i f_i P_i, f the share of (token, slot) pairs, P the mean probability; no gradient
 * through f. The HF form (transformers' load_balancing_loss_func, arXiv:2101.03961 over all layers at once; balanced = k) is
 * there to compare runs.
 */
import type { Tensor } from '../../engine/graph.ts';
import { add } from '../../engine/ops/add.ts';
import { affine } from '../../engine/ops/affine.ts';
import { sumAll, sumTo } from '../../engine/ops/broadcast.ts';
import { clamp } from '../../engine/ops/clamp.ts';
import { div } from '../../engine/ops/div.ts';
import { mul } from '../../engine/ops/mul.ts';
import { reshape } from '../../engine/ops/reshape.ts';
import { MixwrightError } from '../../shared/errors.ts';
import { defineTrainingMethod, type LossContext } from '../method.ts';

export const loadBalancingLoss = defineTrainingMethod({
  id: 'load-balancing-loss',
  name: 'Load-balancing loss',
  kind: 'balance',
  paper: 'arXiv:2501.11873',
  summary:
    'Keeps every expert in use by penalising routers whose probabilities follow the load; balance is asked of the whole step, so experts may specialise.',
  options: {
    coefficient: { type: 'number', default: 0.01, min: 0, max: 10, help: 'Weight of the term.', symbol: 'α' },
    form: {
      type: 'choice',
      choices: ['global-batch', 'hf'],
      default: 'global-batch',
      help: 'global-batch: counts over the step, 1 = balanced; hf: as transformers reports it, topK = balanced.',
    },
  },
  attach(_, { coefficient, form }) {
    return { trains: [], adds: [], losses: [{ name: 'load-balancing-loss', coefficient, build: form === 'hf' ? transformersForm : globalBatchForm }] };
  },
});

/** The value of arXiv:2501.11873 for this micro-batch; early micro-batches see the counts so far, as in its Algorithm 1. */
function globalBatchForm({ routings, tokenShare, counts }: LossContext): Tensor {
  const terms = requireRouters(routings).map(({ probabilities, experts }, i) => {
    const count = counts[i] as Tensor;
    const load = div(count, clamp(sumTo(count, [1]), 1, Number.MAX_SAFE_INTEGER));
    const mean = sumTo(mul(probabilities, column(tokenShare)), [experts]);
    return affine(sumAll(mul(load, mean)), experts / routings.length);
  });
  return terms.reduce(add);
}

/** transformers' function over this micro-batch, all layers concatenated, weighted by its share of the step. */
export function transformersForm({ routings, realTokens, tokenShare }: LossContext): Tensor {
  const layers = requireRouters(routings);
  const { experts } = layers[0] as (typeof layers)[0];
  const rows = affine(clamp(sumAll(realTokens), 1, Number.MAX_SAFE_INTEGER), layers.length);
  const total = (parts: readonly Tensor[]): Tensor => parts.reduce(add);
  const load = div(total(layers.map(({ chosen }) => sumTo(mul(chosen, reshape(realTokens, [...realTokens.shape, 1, 1])), [experts]))), rows);
  const mean = div(total(layers.map(({ probabilities }) => sumTo(mul(probabilities, column(realTokens)), [experts]))), rows);
  return mul(affine(sumAll(mul(load, mean)), experts), sumAll(tokenShare));
}

function requireRouters<T>(routings: readonly T[]): readonly T[] {
  if (routings.length > 0) return routings;
  throw new MixwrightError('BAD_RECIPE', 'load-balancing-loss needs a mixture of experts, and this model has no routers', {
    field: 'methods',
    hint: 'convert the model first, or add a method that brings experts (mixlora)',
  });
}

function column(perToken: Tensor): Tensor {
  return reshape(perToken, [...perToken.shape, 1]);
}
