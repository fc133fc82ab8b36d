/** Mixtral (`MixtralForCausalLM`): every layer a mixture, weights of the chosen experts always renormalised, no biases. */
import type { MoeFfn } from '../model.ts';
import { commonFfn, decoderArchitecture } from './shared/decoderArchitecture.ts';
import type { MoeNames } from './shared/decoderParameters.ts';
import { parseExperts } from './shared/experts.ts';
import { sharedWindow } from './shared/windows.ts';

const leaves = { gate_proj: 'w1', up_proj: 'w3', down_proj: 'w2' } as const;

const mixtralNames: MoeNames = {
  router: (layer) => `${layer}.block_sparse_moe.gate.weight`,
  expert: (layer, expert, projection) => `${layer}.block_sparse_moe.experts.${expert}.${leaves[projection]}.weight`,
};

export const mixtral = decoderArchitecture({
  modelType: 'mixtral',
  className: 'MixtralForCausalLM',
  defaults: { rmsNormEps: 1e-5, ropeTheta: 1e6, maxPositions: 131072, kvHeads: 8, headDim: null },
  headNorms: false,
  moeNames: mixtralNames,
  keys: ['intermediate_size', 'num_local_experts', 'num_experts', 'num_experts_per_tok', 'sliding_window'],
  parseBiases: () => ({ qkv: false, output: false }),
  parseWindows: (config, layers) => sharedWindow(config, layers, null),
  parseFfn: (config, layers) =>
    new Array<MoeFfn>(layers).fill({
      kind: 'moe',
      ...parseExperts(config, { keys: ['num_local_experts', 'num_experts'], experts: 8, topK: 2 }),
      width: config.size('intermediate_size'),
      normalizeTopK: true,
      sharedWidth: 0,
    }),
  write(config) {
    const { width, experts, topK } = commonFfn(config, 'moe');
    return { intermediate_size: width, num_local_experts: experts, num_experts_per_tok: topK, sliding_window: config.attention.windows[0] ?? null };
  },
  moeTwin: null,
});
