/** The mixture settings that Qwen2-MoE and Qwen3-MoE share. */
import { MixwrightError } from '../../../shared/errors.ts';
import type { Ffn, ModelConfig, MoeFfn } from '../../model.ts';
import type { ConfigReader } from './configReader.ts';
import { parseExperts } from './experts.ts';

export const qwenMoeKeys = [
  'intermediate_size',
  'moe_intermediate_size',
  'num_experts',
  'num_local_experts',
  'num_experts_per_tok',
  'norm_topk_prob',
  'decoder_sparse_step',
  'mlp_only_layers',
] as const;

export interface QwenMoeSettings {
  readonly defaults: { readonly experts: number; readonly topK: number; readonly width: number };
  readonly sharedWidth: number;
}

/** A layer is a mixture unless mlp_only_layers names it or decoder_sparse_step skips it. */
export function parseQwenMoe(config: ConfigReader, layers: number, { defaults, sharedWidth }: QwenMoeSettings): readonly Ffn[] {
  const dense = config.sizes('mlp_only_layers');
  const every = config.size('decoder_sparse_step', 1);
  const mixture: MoeFfn = {
    kind: 'moe',
    // transformers 5 writes Qwen3-MoE's number as num_local_experts.
    ...parseExperts(config, { keys: ['num_experts', 'num_local_experts'], ...defaults }),
    width: config.size('moe_intermediate_size', defaults.width),
    normalizeTopK: config.flag('norm_topk_prob', false),
    sharedWidth,
  };
  return Array.from({ length: layers }, (_, layer): Ffn => {
    const isMixture = !dense.includes(layer) && (layer + 1) % every === 0;
    return isMixture ? mixture : { kind: 'dense', width: config.size('intermediate_size'), bias: false };
  });
}

/** The keys, and the mixture that all layers but the dense ones have. */
export function writeQwenMoe({ ffn }: ModelConfig): { readonly mixture: MoeFfn; readonly keys: Record<string, unknown> } {
  const mixture = ffn.find((layer) => layer.kind === 'moe');
  if (!mixture) throw new MixwrightError('NOT_EXPORTABLE', 'expected a mixture of experts in at least one layer, got a dense model', { field: 'ffn' });
  const keys = {
    intermediate_size: ffn.find(({ kind }) => kind === 'dense')?.width ?? mixture.width,
    moe_intermediate_size: mixture.width,
    num_experts: mixture.experts,
    num_local_experts: mixture.experts,
    num_experts_per_tok: mixture.topK,
    norm_topk_prob: mixture.normalizeTopK,
    decoder_sparse_step: 1,
    mlp_only_layers: ffn.flatMap(({ kind }, layer) => (kind === 'dense' ? [layer] : [])),
  };
  return { mixture, keys };
}
