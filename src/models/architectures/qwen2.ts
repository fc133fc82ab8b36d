/** Qwen2 and Qwen2.5 (`Qwen2ForCausalLM`): biases on q, k, v and none on o. */
import { commonFfn, decoderArchitecture, plainFfn } from './shared/decoderArchitecture.ts';
import { anyOf, partialRotary, slidingWindows } from './shared/twinRefusals.ts';
import { qwenWindowKeys, upperLayers, writeUpperLayers } from './shared/windows.ts';

export const qwen2 = decoderArchitecture({
  modelType: 'qwen2',
  className: 'Qwen2ForCausalLM',
  defaults: { rmsNormEps: 1e-6, ropeTheta: 10000, maxPositions: 32768, kvHeads: 32, headDim: null },
  headNorms: false,
  keys: ['intermediate_size', ...qwenWindowKeys],
  parseBiases: () => ({ qkv: true, output: false }),
  parseWindows: upperLayers,
  parseFfn: plainFfn,
  write: (config) => ({ intermediate_size: commonFfn(config, 'dense').width, ...writeUpperLayers(config) }),
  moeTwin: { modelType: 'qwen2_moe', refuses: anyOf(slidingWindows, partialRotary) },
});
