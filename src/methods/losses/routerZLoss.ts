/** Router z-loss (ST-MoE, arXiv:2202.08906): mean over tokens of (log Σ exp logits)², mean over layers. Keeps logits small. */

import type { Tensor } from '../../engine/graph.ts';
import { add } from '../../engine/ops/add.ts';
import { affine } from '../../engine/ops/affine.ts';
import { sumAll, sumAxis } from '../../engine/ops/broadcast.ts';
import { crossEntropy } from '../../engine/ops/crossEntropy.ts';
import { mul } from '../../engine/ops/mul.ts';
import { oneHot } from '../../engine/ops/oneHot.ts';
import { reshape } from '../../engine/ops/reshape.ts';
import { slice } from '../../engine/ops/slice.ts';
import type { Routing } from '../../models/sites.ts';
import { MixwrightError } from '../../shared/errors.ts';
import { defineTrainingMethod } from '../method.ts';

export const routerZLoss = defineTrainingMethod({
  id: 'router-z-loss',
  name: 'Router z-loss',
  kind: 'loss',
  paper: 'arXiv:2202.08906',
  summary: 'Penalises large router logits, so that routing stays stable and does not saturate.',
  options: { coefficient: { type: 'number', default: 0.001, min: 0, max: 10, help: 'Weight of the term.', symbol: 'c_z' } },
  attach(_, { coefficient }) {
    return {
      trains: [],
      adds: [],
      losses: [
        {
          name: 'router-z-loss',
          coefficient,
          build({ routings, tokenShare }) {
            if (routings.length === 0)
              throw new MixwrightError('BAD_RECIPE', 'router-z-loss needs a mixture of experts, and this model has no routers', {
                field: 'methods',
                hint: 'leave it out, or add a method that makes experts',
              });
            const terms = routings.map((routing) => {
              const normaliser = logSumExp(routing);
              return affine(sumAll(mul(mul(normaliser, normaliser), tokenShare)), 1 / routings.length);
            });
            return terms.reduce(add);
          },
        },
      ],
    };
  },
});

/** log Σ exp z = z_i - log softmax(z)_i for any i; the largest z_i, which topK lists first, keeps it exact. */
function logSumExp({ logits, expertIds, experts }: Routing): Tensor {
  const tokens = logits.shape[0] as number;
  const largest = reshape(slice(expertIds, 1, 0, 1), [tokens]);
  const value = reshape(sumAxis(mul(logits, oneHot(largest, experts)), 1), [tokens]);
  return add(value, crossEntropy(logits, largest));
}
