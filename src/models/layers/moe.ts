/** Dropless mixture of experts (arXiv:2211.15841): rows sorted by expert, one grouped product per projection, weighted sum back. */
import type { Tensor } from '../../engine/graph.ts';
import { add } from '../../engine/ops/add.ts';
import { sumAxis } from '../../engine/ops/broadcast.ts';
import { dispatch } from '../../engine/ops/dispatch.ts';
import { gatherRows } from '../../engine/ops/gatherRows.ts';
import { mul } from '../../engine/ops/mul.ts';
import { permuteRows } from '../../engine/ops/permuteRows.ts';
import { reshape } from '../../engine/ops/reshape.ts';
import { sigmoid } from '../../engine/ops/sigmoid.ts';
import type { MoeFfn } from '../model.ts';
import type { FfnResult, ForwardContext, Routing } from '../sites.ts';
import { linear } from './linear.ts';
import { route } from './router.ts';
import { swiglu } from './swiglu.ts';

/** x [T, d] → [T, d]. */
export function moe(context: ForwardContext, layer: number, ffn: MoeFfn, x: Tensor): FfnResult {
  const path = `model.layers.${layer}.mlp`;
  const logits = linear(context, { weight: `${path}.router.weight`, layer, kind: 'router', projection: 'router' }, x);
  const routing = route(logits, { layer, topK: ffn.topK, normalize: ffn.normalizeTopK });
  const routed = routedExperts(context, routing, x);
  return { output: ffn.sharedWidth > 0 ? add(routed, sharedExpert(context, layer, x)) : routed, routing };
}

function routedExperts(context: ForwardContext, routing: Routing, x: Tensor): Tensor {
  const { layer, experts, topK } = routing;
  const [tokens, width] = x.shape as readonly [number, number];
  const { order, inverse, tokens: tokenOfRow, offsets } = dispatch(routing.expertIds, experts);
  const membership = gatherRows(reshape(routing.chosen, [tokens * topK, experts]), order);
  const expertRows = { offsets, membership };
  const rows = swiglu(context, { layer, kind: 'experts', path: `model.layers.${layer}.mlp.experts`, expertRows }, gatherRows(x, tokenOfRow));
  const slots = reshape(permuteRows(rows, inverse, order), [tokens, topK, width]);
  return reshape(sumAxis(mul(slots, reshape(routing.weights, [tokens, topK, 1])), 1), [tokens, width]);
}

function sharedExpert(context: ForwardContext, layer: number, x: Tensor): Tensor {
  const path = `model.layers.${layer}.mlp`;
  const gate = linear(context, { weight: `${path}.shared_expert_gate.weight`, layer, kind: 'router', projection: 'shared_expert_gate' }, x);
  return mul(swiglu(context, { layer, kind: 'sharedExpert', path: `${path}.shared_expert` }, x), sigmoid(gate));
}
