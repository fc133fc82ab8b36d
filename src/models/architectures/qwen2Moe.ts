/** Qwen1.5-MoE and Qwen2-MoE (`Qwen2MoeForCausalLM`): a shared expert behind a sigmoid gate beside the routed ones. */
import { decoderArchitecture } from './shared/decoderArchitecture.ts';
import { sharedExpertPlaceholders } from './shared/decoderParameters.ts';
import { parseQwenMoe, qwenMoeKeys, writeQwenMoe } from './shared/qwenMoe.ts';
import { noWindows, qwenWindowKeys, writeNoWindows } from './shared/windows.ts';

export const qwen2Moe = decoderArchitecture({
  modelType: 'qwen2_moe',
  className: 'Qwen2MoeForCausalLM',
  defaults: { rmsNormEps: 1e-6, ropeTheta: 10000, maxPositions: 32768, kvHeads: 16, headDim: null },
  headNorms: false,
  keys: ['shared_expert_intermediate_size', 'qkv_bias', ...qwenMoeKeys, ...qwenWindowKeys],
  parseBiases: (config) => ({ qkv: config.flag('qkv_bias', true), output: false }),
  parseWindows: noWindows,
  parseFfn: (config, layers) =>
    parseQwenMoe(config, layers, {
      defaults: { experts: 60, topK: 4, width: 1408 },
      sharedWidth: config.sizeOrNull('shared_expert_intermediate_size', 5632) ?? 0,
    }),
  write(config) {
    const { mixture, keys } = writeQwenMoe(config);
    return { ...keys, shared_expert_intermediate_size: mixture.sharedWidth, qkv_bias: config.attention.biases.qkv, ...writeNoWindows(config) };
  },
  placeholders: sharedExpertPlaceholders,
  moeTwin: null,
});
