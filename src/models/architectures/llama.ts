/** Llama 2 and 3, SmolLM, TinyLlama (`LlamaForCausalLM`): optional biases, llama3 rope scaling. */
import type { DenseFfn } from '../model.ts';
import { commonFfn, decoderArchitecture } from './shared/decoderArchitecture.ts';
import { anyOf, attentionBiases, ffnBiases, partialRotary } from './shared/twinRefusals.ts';
import { everyLayer } from './shared/windows.ts';

export const llama = decoderArchitecture({
  modelType: 'llama',
  className: 'LlamaForCausalLM',
  defaults: { rmsNormEps: 1e-6, ropeTheta: 10000, maxPositions: 2048, kvHeads: null, headDim: null },
  headNorms: false,
  keys: ['intermediate_size', 'attention_bias', 'mlp_bias', 'pretraining_tp'],
  parseBiases(config) {
    const bias = config.flag('attention_bias', false);
    return { qkv: bias, output: bias };
  },
  parseWindows: (_, layers) => everyLayer(null, layers),
  parseFfn: (config, layers) =>
    new Array<DenseFfn>(layers).fill({ kind: 'dense', width: config.size('intermediate_size'), bias: config.flag('mlp_bias', false) }),
  write(config) {
    const { width, bias } = commonFfn(config, 'dense');
    return { intermediate_size: width, attention_bias: config.attention.biases.qkv, mlp_bias: bias };
  },
  moeTwin: { modelType: 'mixtral', refuses: anyOf(attentionBiases, ffnBiases, partialRotary) },
});
