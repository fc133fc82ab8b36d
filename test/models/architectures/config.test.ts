import { describe, expect, it } from 'vitest';
import { architectureOf, architectures, findArchitecture } from '../../../src/models/architectures/index.ts';
import type { ModelConfig } from '../../../src/models/model.ts';
import { fixtureJson, fixtureNames } from '../../support/modelFixtures.ts';

function parse(json: Record<string, unknown>): ModelConfig {
  return architectureOf(json).parseConfig(json);
}

function withoutCarried({ carried: _, ...config }: ModelConfig): Omit<ModelConfig, 'carried'> {
  return config;
}

/** What every config has to say; the rest falls back to class defaults. */
const least = { vocab_size: 97, hidden_size: 64, intermediate_size: 48, num_hidden_layers: 2, num_attention_heads: 32 };

describe.each(fixtureNames)('config.json of %s', (name) => {
  const json = fixtureJson(name, 'config.json');

  it('means the same from both generations of transformers', () => {
    const other = fixtureJson(name, 'otherConfig.json');
    expect(other.transformers_version).not.toBe(json.transformers_version);
    expect(withoutCarried(parse(other))).toEqual(withoutCarried(parse(json)));
  });

  it('survives being written and read', () => {
    const config = parse(json);
    expect(parse(findArchitecture(config.modelType).writeConfig(config))).toEqual(config);
  });

  it('is written with the keys of both generations', () => {
    const config = parse(json);
    const written = findArchitecture(config.modelType).writeConfig(config);
    const { scaling, theta } = config.attention.rope;
    expect(written).toMatchObject({ rope_theta: theta, rope_scaling: scaling, rope_parameters: { rope_theta: theta } });
    expect(written.rope_parameters).toMatchObject(scaling ?? { rope_type: 'default' });
    expect(written.dtype).toBe(written.torch_dtype);
  });
});

describe('what a config leaves out is the class default of transformers', () => {
  const defaults = {
    llama: { kvHeads: 32, headDim: 2, window: null, eps: 1e-6, theta: 1e4 },
    mistral: { kvHeads: 8, headDim: 2, window: 4096, eps: 1e-6, theta: 1e4 },
    qwen2: { kvHeads: 32, headDim: 2, window: null, eps: 1e-6, theta: 1e4 },
    qwen3: { kvHeads: 32, headDim: 128, window: null, eps: 1e-6, theta: 1e4 },
    mixtral: { kvHeads: 8, headDim: 2, window: null, eps: 1e-5, theta: 1e6 },
    qwen2_moe: { kvHeads: 16, headDim: 2, window: null, eps: 1e-6, theta: 1e4 },
    qwen3_moe: { kvHeads: 4, headDim: 2, window: null, eps: 1e-6, theta: 1e4 },
  };

  it.each(architectures.map(({ modelType }) => modelType))('%s', (modelType) => {
    const { attention, rmsNormEpsilon } = parse({ ...least, model_type: modelType });
    const found = {
      kvHeads: attention.kvHeads,
      headDim: attention.headDim,
      window: attention.windows[0],
      eps: rmsNormEpsilon,
      theta: attention.rope.theta,
    };
    expect(found).toEqual(defaults[modelType as keyof typeof defaults]);
  });

  it('Qwen mixtures do not renormalise, Mixtral always does', () => {
    const normalises = (modelType: string): unknown => parse({ ...least, model_type: modelType }).ffn.map((ffn) => ffn.kind === 'moe' && ffn.normalizeTopK);
    expect([normalises('qwen2_moe'), normalises('qwen3_moe'), normalises('mixtral')]).toEqual([
      [false, false],
      [false, false],
      [true, true],
    ]);
  });
});

describe('rotary settings', () => {
  const llama = { ...least, model_type: 'llama', max_position_embeddings: 512 };
  const rope = (json: Record<string, unknown>): unknown => parse({ ...llama, ...json }).attention.rope;

  it('a filled rope_scaling wins over rope_parameters, an empty one does not', () => {
    const parameters = { rope_type: 'linear', factor: 2, rope_theta: 500 };
    expect(rope({ rope_scaling: { type: 'linear', factor: 4 }, rope_parameters: parameters })).toMatchObject({ scaling: { rope_type: 'linear', factor: 4 } });
    expect(rope({ rope_scaling: {}, rope_parameters: parameters })).toMatchObject({ theta: 500, scaling: { rope_type: 'linear', factor: 2 } });
  });

  it('the length first trained for is max_position_embeddings where yarn does not say', () => {
    expect(rope({ rope_scaling: { rope_type: 'yarn', factor: 2 } })).toMatchObject({ scaling: { original_max_position_embeddings: 512 } });
  });

  it.each([
    ['rope_theta', { rope_theta: '10000' }],
    ['rope_parameters.rope_theta', { rope_parameters: { rope_theta: [1] } }],
    ['rope_scaling.rope_type', { rope_scaling: { rope_type: 'dynamic', factor: 2 } }],
    ['rope_scaling.factor', { rope_scaling: { rope_type: 'linear' } }],
    ['partial_rotary_factor', { head_dim: 6, partial_rotary_factor: 0.5 }],
    ['rope_parameters', { rope_parameters: { full_attention: { rope_type: 'default' } } }],
  ])('names %s when it cannot be read', (field, json) => {
    expect(() => rope(json)).toThrow(expect.objectContaining({ code: 'BAD_MODEL', details: expect.objectContaining({ field }) }));
  });
});

describe('refusals name the key', () => {
  it.each([
    ['hidden_size', { hidden_size: 0 }],
    ['vocab_size', { vocab_size: undefined }],
    ['num_hidden_layers', { num_hidden_layers: 1e12 }],
    ['num_key_value_heads', { num_key_value_heads: 5 }],
    ['hidden_act', { hidden_act: 'gelu' }],
    ['tie_word_embeddings', { tie_word_embeddings: 'yes' }],
    ['dtype', { dtype: 'float8_e4m3fn' }],
    ['num_experts_per_tok', { model_type: 'mixtral', num_local_experts: 2, num_experts_per_tok: 3 }],
    ['use_sliding_window', { model_type: 'qwen3_moe', use_sliding_window: true }],
    ['layer_types', { model_type: 'qwen2', use_sliding_window: true, layer_types: ['full_attention'] }],
    ['layer_types', { model_type: 'qwen3', use_sliding_window: true, layer_types: ['full_attention', 'linear_attention'] }],
    ['model_type', { model_type: 'gpt2' }],
    ['model_type', { model_type: undefined }],
  ])('%s', (field, json) => {
    expect(() => parse({ ...least, model_type: 'llama', ...json })).toThrow(
      expect.objectContaining({ code: 'BAD_MODEL', details: expect.objectContaining({ field }) }),
    );
  });

  it('an unknown family gets the list of known ones', () => {
    const hint = `supported: ${architectures.map(({ modelType }) => modelType).join(', ')}`;
    expect(() => findArchitecture('gpt2')).toThrow(expect.objectContaining({ details: expect.objectContaining({ hint }) }));
  });
});

describe('reading around the config', () => {
  it('the language model of a multimodal wrapper is read from text_config', () => {
    const config = parse({ model_type: 'mistral3', tie_word_embeddings: true, text_config: { ...least, model_type: 'mistral', sliding_window: null } });
    expect(config).toMatchObject({ modelType: 'mistral', vocabSize: 97, tiedEmbeddings: true });
  });

  it('keys without meaning here are carried over, those of the file itself are not', () => {
    const { carried } = parse({ ...least, model_type: 'llama', bos_token_id: 1, use_cache: true, transformers_version: '4.0.0', _name_or_path: 'x' });
    expect(carried).toEqual({ bos_token_id: 1, use_cache: true });
  });

  it('a window of 0 means none, as transformers 5 writes it', () => {
    expect(parse({ ...least, model_type: 'mistral', sliding_window: 0 }).attention.windows).toEqual([null, null]);
  });
});

describe('writing refuses what a family cannot say, naming the setting', () => {
  const dense = parse({ ...least, model_type: 'llama', attention_bias: true });
  const mixture = parse({ ...least, model_type: 'qwen2_moe', qkv_bias: false, norm_topk_prob: false, num_experts: 4, num_experts_per_tok: 2 });

  it.each([
    ['mistral', dense, 'attention.biases.qkv'],
    ['mixtral', mixture, 'ffn.0.normalizeTopK'],
    ['qwen3', parse({ ...least, model_type: 'llama', head_dim: 4 }), 'attention.headNorms'],
    ['qwen2_moe', { ...mixture, ffn: [mixture.ffn[0], { ...mixture.ffn[0], width: 40 }] } as ModelConfig, 'ffn.1.width'],
    ['llama', mixture, 'ffn'],
    ['qwen3_moe', dense, 'ffn'],
  ])('%s', (modelType, config, field) => {
    expect(() => findArchitecture(modelType).writeConfig(config)).toThrow(
      expect.objectContaining({ code: 'NOT_EXPORTABLE', details: expect.objectContaining({ field }) }),
    );
  });
});
