/**
 * Grouped-query self-attention with rotary positions (arXiv:2305.13245, arXiv:2104.09864), softmax in f32. Key-value head j
 * serves query heads j·g … j·g+g-1, so the queries of one group are stacked into one product with their keys.
 */
import type { Tensor } from '../../engine/graph.ts';
import { matmul } from '../../engine/ops/matmul.ts';
import { permute } from '../../engine/ops/permute.ts';
import { reshape } from '../../engine/ops/reshape.ts';
import { rope } from '../../engine/ops/rope.ts';
import { setRows } from '../../engine/ops/setRows.ts';
import { softmax } from '../../engine/ops/softmax.ts';
import type { ForwardContext } from '../sites.ts';
import { linear } from './linear.ts';
import { norm } from './norm.ts';

/** x [T, d] → [T, d]. */
export function attention(context: ForwardContext, layer: number, x: Tensor): Tensor {
  const { heads, kvHeads, headDim, biases, windows } = context.config.attention;
  const { batch, sequence } = context;
  const project = (projection: string, biased: boolean, input: Tensor): Tensor => {
    const path = `model.layers.${layer}.self_attn.${projection}`;
    return linear(context, { weight: `${path}.weight`, layer, kind: 'attention', projection }, input, biased ? `${path}.bias` : undefined);
  };
  const queries = rotate(context, layer, 'q', reshape(project('q_proj', biases.qkv, x), [batch * sequence, heads, headDim]));
  const newKeys = rotate(context, layer, 'k', reshape(project('k_proj', biases.qkv, x), [batch * sequence, kvHeads, headDim]));
  const newValues = project('v_proj', biases.qkv, x);
  const { keys, values, length } = remember(context, layer, reshape(newKeys, [batch * sequence, kvHeads * headDim]), newValues);

  const group = heads / kvHeads;
  const q = reshape(permute(reshape(queries, [batch, sequence, heads, headDim]), [0, 2, 1, 3]), [batch * kvHeads, group * sequence, headDim]);
  const byHead = (rows: Tensor): Tensor => reshape(permute(reshape(rows, [batch, length, kvHeads, headDim]), [0, 2, 1, 3]), [batch * kvHeads, length, headDim]);
  const scores = reshape(matmul(q, byHead(keys), { transposeB: true }), [batch, heads, sequence, length]);
  const weights = softmax(scores, { scale: headDim ** -0.5, mask: context.mask(windows[layer] ?? null) });
  const mixed = matmul(reshape(weights, [batch * kvHeads, group * sequence, length]), byHead(values));
  const joined = reshape(permute(reshape(mixed, [batch, heads, sequence, headDim]), [0, 2, 1, 3]), [batch * sequence, heads * headDim]);
  return project('o_proj', biases.output, joined);
}

function rotate(context: ForwardContext, layer: number, which: 'q' | 'k', x: Tensor): Tensor {
  const { headNorms, rope: settings } = context.config.attention;
  const normed = headNorms ? norm(context, `model.layers.${layer}.self_attn.${which}_norm.weight`, x) : x;
  return rope(normed, context.positions, context.rope.divisors, {
    dimensions: settings.dimensions,
    theta: settings.theta,
    attentionFactor: context.rope.attentionFactor,
    inverse: false,
  });
}

/** The keys and values attention sees, [B * length, kvHeads * headDim]: the batch's own, or the cache with them written in. */
function remember(context: ForwardContext, layer: number, keys: Tensor, values: Tensor): { keys: Tensor; values: Tensor; length: number } {
  const { cache } = context;
  if (!cache) return { keys, values, length: context.sequence };
  return { keys: setRows(cache.keys(layer), keys, cache.rows), values: setRows(cache.values(layer), values, cache.rows), length: cache.length };
}
