/** Qwen3-MoE (`Qwen3MoeForCausalLM`): Qwen3's attention, no shared expert; released checkpoints renormalise, the class default does not. */
import { decoderArchitecture } from './shared/decoderArchitecture.ts';
import { parseQwenMoe, qwenMoeKeys, writeQwenMoe } from './shared/qwenMoe.ts';
import { noWindows, qwenWindowKeys, writeNoWindows } from './shared/windows.ts';

export const qwen3Moe = decoderArchitecture({
  modelType: 'qwen3_moe',
  className: 'Qwen3MoeForCausalLM',
  defaults: { rmsNormEps: 1e-6, ropeTheta: 10000, maxPositions: 32768, kvHeads: 4, headDim: null },
  headNorms: true,
  keys: ['attention_bias', ...qwenMoeKeys, ...qwenWindowKeys],
  parseBiases(config) {
    const bias = config.flag('attention_bias', false);
    return { qkv: bias, output: bias };
  },
  parseWindows: noWindows,
  parseFfn: (config, layers) => parseQwenMoe(config, layers, { defaults: { experts: 128, topK: 8, width: 768 }, sharedWidth: 0 }),
  write: (config) => ({ ...writeQwenMoe(config).keys, attention_bias: config.attention.biases.qkv, ...writeNoWindows(config) }),
  moeTwin: null,
});
