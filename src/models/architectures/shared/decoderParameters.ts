/** The parameters of a llama-like decoder and the classic names that checkpoints give their tensors. */
import type { ModelConfig, MoeFfn, ParameterRole, ParameterSpec, Placeholder } from '../../model.ts';

/** How a family names the tensors of its experts. */
export interface MoeNames {
  router(layer: string): string;
  expert(layer: string, expert: number, projection: 'gate_proj' | 'up_proj' | 'down_proj'): string;
}

export const qwenMoeNames: MoeNames = {
  router: (layer) => `${layer}.mlp.gate.weight`,
  expert: (layer, expert, projection) => `${layer}.mlp.experts.${expert}.${projection}.weight`,
};

export function decoderParameters(config: ModelConfig, names: MoeNames): readonly ParameterSpec[] {
  const { vocabSize, hiddenSize, tiedEmbeddings } = config;
  const whole = (name: string, shape: readonly number[], role: ParameterRole): ParameterSpec => ({ name, shape, tensors: [name], layer: null, role });
  return [
    whole('model.embed_tokens.weight', [vocabSize, hiddenSize], 'embedding'),
    ...Array.from({ length: config.layers }, (_, layer) => layerParameters(config, layer, names)).flat(),
    whole('model.norm.weight', [hiddenSize], 'norm'),
    ...(tiedEmbeddings ? [] : [whole('lm_head.weight', [vocabSize, hiddenSize], 'head')]),
  ];
}

function layerParameters(config: ModelConfig, layer: number, names: MoeNames): readonly ParameterSpec[] {
  const { hiddenSize, attention } = config;
  const path = `model.layers.${layer}`;
  const queryWidth = attention.heads * attention.headDim;
  const keyWidth = attention.kvHeads * attention.headDim;
  const one = (leaf: string, shape: readonly number[], role: ParameterRole): ParameterSpec => ({
    name: `${path}.${leaf}`,
    shape,
    tensors: [`${path}.${leaf}`],
    layer,
    role,
  });
  const projection = (leaf: string, out: number, inner: number, bias: boolean): readonly ParameterSpec[] => [
    one(`self_attn.${leaf}.weight`, [out, inner], 'attention'),
    ...(bias ? [one(`self_attn.${leaf}.bias`, [out], 'bias')] : []),
  ];
  return [
    one('input_layernorm.weight', [hiddenSize], 'norm'),
    ...projection('q_proj', queryWidth, hiddenSize, attention.biases.qkv),
    ...projection('k_proj', keyWidth, hiddenSize, attention.biases.qkv),
    ...projection('v_proj', keyWidth, hiddenSize, attention.biases.qkv),
    ...projection('o_proj', hiddenSize, queryWidth, attention.biases.output),
    ...(attention.headNorms ? ['q_norm', 'k_norm'].map((leaf) => one(`self_attn.${leaf}.weight`, [attention.headDim], 'norm')) : []),
    one('post_attention_layernorm.weight', [hiddenSize], 'norm'),
    ...ffnParameters(config, layer, names, one),
  ];
}

type One = (leaf: string, shape: readonly number[], role: ParameterRole) => ParameterSpec;

function ffnParameters({ hiddenSize, ffn: byLayer }: ModelConfig, layer: number, names: MoeNames, one: One): readonly ParameterSpec[] {
  const ffn = byLayer[layer] as ModelConfig['ffn'][number];
  if (ffn.kind === 'moe') return moeParameters(hiddenSize, ffn, { layer, names, one });
  return projections.flatMap((leaf) => {
    const [out, inner] = leaf === 'down_proj' ? [hiddenSize, ffn.width] : [ffn.width, hiddenSize];
    return [one(`mlp.${leaf}.weight`, [out, inner], 'mlp'), ...(ffn.bias ? [one(`mlp.${leaf}.bias`, [out], 'bias')] : [])];
  });
}

const projections = ['gate_proj', 'up_proj', 'down_proj'] as const;

function moeParameters(hiddenSize: number, ffn: MoeFfn, { layer, names, one }: { layer: number; names: MoeNames; one: One }): readonly ParameterSpec[] {
  const path = `model.layers.${layer}`;
  const shape = (leaf: string, width: number): readonly [number, number] => (leaf === 'down_proj' ? [hiddenSize, width] : [width, hiddenSize]);
  const experts = projections.map(
    (leaf): ParameterSpec => ({
      ...one(`mlp.experts.${leaf}.weight`, [ffn.experts, ...shape(leaf, ffn.width)], 'experts'),
      tensors: Array.from({ length: ffn.experts }, (_, expert) => names.expert(path, expert, leaf)),
    }),
  );
  const shared = projections.map((leaf) => one(`mlp.shared_expert.${leaf}.weight`, shape(leaf, ffn.sharedWidth), 'sharedExpert'));
  return [
    { ...one('mlp.router.weight', [ffn.experts, hiddenSize], 'router'), tensors: [names.router(path)] },
    ...experts,
    ...(ffn.sharedWidth > 0 ? [...shared, one('mlp.shared_expert_gate.weight', [1, hiddenSize], 'router')] : []),
  ];
}

/** Without a shared expert, Qwen2-MoE still has its modules: of width 0, and a gate in front of them. */
export function sharedExpertPlaceholders({ ffn, hiddenSize }: ModelConfig): readonly Placeholder[] {
  return ffn.flatMap((layer, index) => {
    if (layer.kind === 'dense' || layer.sharedWidth > 0) return [];
    const path = `model.layers.${index}.mlp`;
    return [
      { tensor: `${path}.shared_expert.gate_proj.weight`, shape: [0, hiddenSize] },
      { tensor: `${path}.shared_expert.up_proj.weight`, shape: [0, hiddenSize] },
      { tensor: `${path}.shared_expert.down_proj.weight`, shape: [hiddenSize, 0] },
      { tensor: `${path}.shared_expert_gate.weight`, shape: [1, hiddenSize] },
    ];
  });
}
