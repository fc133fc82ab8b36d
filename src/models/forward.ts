/** The decoder: embedding, pre-norm blocks, final norm. What comes after (logits, loss) is the caller's. */
import type { Tensor } from '../engine/graph.ts';
import { add } from '../engine/ops/add.ts';
import { gatherRows } from '../engine/ops/gatherRows.ts';
import { attention } from './layers/attention.ts';
import { moe } from './layers/moe.ts';
import { norm } from './layers/norm.ts';
import { swiglu } from './layers/swiglu.ts';
import type { Ffn } from './model.ts';
import type { FfnResult, ForwardContext, Routing } from './sites.ts';

export interface ForwardResult {
  /** After the final norm, [T, d]. */
  readonly hidden: Tensor;
  readonly routings: readonly Routing[];
}

export function forward(context: ForwardContext): ForwardResult {
  const routings: Routing[] = [];
  let hidden = gatherRows(context.parameter('model.embed_tokens.weight'), context.tokens);
  for (let layer = 0; layer < context.config.layers; layer++) {
    const input = hidden;
    const build = (): FfnResult => block(context, layer, input);
    const { output, routing } = context.recompute ? context.graph.segment(build) : build();
    hidden = output;
    if (routing) routings.push(routing);
  }
  return { hidden: norm(context, 'model.norm.weight', hidden), routings };
}

/** Name of the parameter that turns hidden states into logits. */
export function headParameter(config: { readonly tiedEmbeddings: boolean }): string {
  return config.tiedEmbeddings ? 'model.embed_tokens.weight' : 'lm_head.weight';
}

function block(context: ForwardContext, layer: number, x: Tensor): FfnResult {
  const path = `model.layers.${layer}`;
  const attended = add(x, attention(context, layer, norm(context, `${path}.input_layernorm.weight`, x)));
  const { output, routing } = feedForward(context, layer, norm(context, `${path}.post_attention_layernorm.weight`, attended));
  return { output: add(attended, output), ...(routing && { routing }) };
}

function feedForward(context: ForwardContext, layer: number, x: Tensor): FfnResult {
  const hook = context.sites.ffn.get(layer);
  if (hook) return hook(context, layer, x);
  const ffn = context.config.ffn[layer] as Ffn;
  switch (ffn.kind) {
    case 'dense':
      return { output: swiglu(context, { layer, kind: 'mlp', path: `model.layers.${layer}.mlp`, bias: ffn.bias }, x) };
    case 'moe':
      return moe(context, layer, ffn, x);
  }
}
