/** Token-choice router in f32: softmax over all experts, the topK of them, weights renormalised where the model says so (arXiv:2401.04088). */
import type { Tensor } from '../../engine/graph.ts';
import { broadcast, sumAxis } from '../../engine/ops/broadcast.ts';
import { div } from '../../engine/ops/div.ts';
import { mul } from '../../engine/ops/mul.ts';
import { oneHot } from '../../engine/ops/oneHot.ts';
import { reshape } from '../../engine/ops/reshape.ts';
import { softmax } from '../../engine/ops/softmax.ts';
import { topK } from '../../engine/ops/topK.ts';
import type { Routing } from '../sites.ts';

export interface RouterSettings {
  readonly layer: number;
  readonly topK: number;
  readonly normalize: boolean;
}

/** logits [T, E] → what goes where. */
export function route(logits: Tensor, settings: RouterSettings): Routing {
  const [tokens, experts] = logits.shape as readonly [number, number];
  const k = settings.topK;
  const probabilities = softmax(logits);
  const expertIds = topK(logits, k);
  const chosen = oneHot(expertIds, experts);
  const spread = broadcast(reshape(probabilities, [tokens, 1, experts]), [tokens, k, experts]);
  const picked = reshape(sumAxis(mul(spread, chosen), 2), [tokens, k]);
  const weights = settings.normalize ? div(picked, sumAxis(picked, 1)) : picked;
  return { layer: settings.layer, experts, topK: k, logits, probabilities, expertIds, chosen, weights };
}
