// @ts-check
/** The starter's architecture: a llama small enough to ship, wide enough (multiples of 256) for every quantised type. */
import { specialId, vocabSize } from './tokenizer.js';

const ropeTheta = 10_000;

/** config.json for transformers 4 and 5: renamed keys stand in both spellings, and no default is left to the reader. */
export const config = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  vocab_size: vocabSize,
  hidden_size: 256,
  intermediate_size: 256,
  num_hidden_layers: 3,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  head_dim: 64,
  hidden_act: 'silu',
  max_position_embeddings: 512,
  rms_norm_eps: 1e-5,
  rope_theta: ropeTheta,
  rope_scaling: null,
  rope_parameters: { rope_type: 'default', rope_theta: ropeTheta },
  attention_bias: false,
  attention_dropout: 0,
  mlp_bias: false,
  tie_word_embeddings: false,
  initializer_range: 0.02,
  bos_token_id: null,
  eos_token_id: specialId('<|im_end|>'),
  pad_token_id: specialId('<|endoftext|>'),
  use_cache: true,
  dtype: 'bfloat16',
  torch_dtype: 'bfloat16',
};
