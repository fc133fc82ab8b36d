import { describe, expect, it } from 'vitest';
import { architectures, findArchitecture } from '../../../src/models/architectures/index.ts';
import type { MoeFfn } from '../../../src/models/model.ts';

const base = { vocab_size: 97, hidden_size: 64, intermediate_size: 48, num_hidden_layers: 2, num_attention_heads: 4, num_key_value_heads: 2 };
const experts: MoeFfn = { kind: 'moe', experts: 4, topK: 2, width: 48, normalizeTopK: true, sharedWidth: 0 };

describe.each(architectures.filter(({ moeTwin }) => moeTwin !== null))('$modelType', ({ modelType, parseConfig, moeTwin, parameters }) => {
  const config = parseConfig({ ...base, sliding_window: null, model_type: modelType });
  const twin = findArchitecture(moeTwin?.modelType ?? '');

  it('becomes a mixture whose config says everything', () => {
    expect(moeTwin?.refuses(config)).toBeNull();
    const written = twin.writeConfig({ ...config, modelType: twin.modelType, ffn: [experts, experts] });
    expect(twin.parseConfig(written)).toMatchObject({ attention: config.attention, ffn: [experts, experts] });
  });

  it('keeps all parameters but those of the feed-forward', () => {
    const rest = (names: readonly { readonly name: string }[]): readonly string[] => names.map(({ name }) => name).filter((name) => !name.includes('.mlp.'));
    expect(rest(twin.parameters({ ...config, ffn: [experts, experts] }))).toEqual(rest(parameters(config)));
  });
});

it.each([
  ['llama', { attention_bias: true }, 'attention_bias'],
  ['llama', { mlp_bias: true }, 'mlp_bias'],
  ['llama', { partial_rotary_factor: 0.5 }, 'partial_rotary_factor'],
  ['qwen2', { use_sliding_window: true, max_window_layers: 1 }, 'use_sliding_window'],
  ['qwen3', { use_sliding_window: true, max_window_layers: 1 }, 'use_sliding_window'],
])('%s with %o is refused, naming the key', (modelType, settings, key) => {
  const { parseConfig, moeTwin } = findArchitecture(modelType);
  expect(moeTwin?.refuses(parseConfig({ ...base, ...settings }))).toContain(key);
});

it('mixtures have no twin', () => {
  expect(architectures.filter(({ moeTwin }) => moeTwin === null).map(({ modelType }) => modelType)).toEqual(['mixtral', 'qwen2_moe', 'qwen3_moe']);
});
