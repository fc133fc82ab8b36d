/** Qwen3 (`Qwen3ForCausalLM`): RMS norms on the heads of q and k, an explicit head size. */
import { commonFfn, decoderArchitecture, plainFfn } from './shared/decoderArchitecture.ts';
import { anyOf, partialRotary, slidingWindows } from './shared/twinRefusals.ts';
import { qwenWindowKeys, upperLayers, writeUpperLayers } from './shared/windows.ts';

export const qwen3 = decoderArchitecture({
  modelType: 'qwen3',
  className: 'Qwen3ForCausalLM',
  defaults: { rmsNormEps: 1e-6, ropeTheta: 10000, maxPositions: 32768, kvHeads: 32, headDim: 128 },
  headNorms: true,
  keys: ['intermediate_size', 'attention_bias', ...qwenWindowKeys],
  parseBiases(config) {
    const bias = config.flag('attention_bias', false);
    return { qkv: bias, output: bias };
  },
  parseWindows: upperLayers,
  parseFfn: plainFfn,
  write: (config) => ({
    intermediate_size: commonFfn(config, 'dense').width,
    attention_bias: config.attention.biases.qkv,
    ...writeUpperLayers(config),
  }),
  moeTwin: { modelType: 'qwen3_moe', refuses: anyOf(slidingWindows, partialRotary) },
});
