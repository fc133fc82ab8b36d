/** Mistral (`MistralForCausalLM`): llama with a sliding window in every layer; a config without the key means 4096. */
import { commonFfn, decoderArchitecture, plainFfn } from './shared/decoderArchitecture.ts';
import { partialRotary } from './shared/twinRefusals.ts';
import { sharedWindow } from './shared/windows.ts';

export const mistral = decoderArchitecture({
  modelType: 'mistral',
  className: 'MistralForCausalLM',
  defaults: { rmsNormEps: 1e-6, ropeTheta: 10000, maxPositions: 131072, kvHeads: 8, headDim: null },
  headNorms: false,
  keys: ['intermediate_size', 'sliding_window'],
  parseBiases: () => ({ qkv: false, output: false }),
  parseWindows: (config, layers) => sharedWindow(config, layers, 4096),
  parseFfn: plainFfn,
  write: (config) => ({ intermediate_size: commonFfn(config, 'dense').width, sliding_window: config.attention.windows[0] ?? null }),
  moeTwin: { modelType: 'mixtral', refuses: partialRotary },
});
