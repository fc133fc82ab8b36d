/** What all llama-like families share: reading and writing config.json, parameters. A family file says where it differs. */
import { MixwrightError } from '../../../shared/errors.ts';
import type { Architecture, AttentionConfig, Ffn, ModelConfig } from '../../model.ts';
import { checkWritten } from './checkWritten.ts';
import { type ConfigReader, readConfig, refusal } from './configReader.ts';
import { decoderParameters, type MoeNames, qwenMoeNames } from './decoderParameters.ts';
import { parseRope, ropeKeys, writeRope } from './ropeConfig.ts';

export interface Family {
  readonly modelType: string;
  readonly className: string;
  /** transformers' class defaults for keys that a config may leave out. */
  readonly defaults: {
    readonly rmsNormEps: number;
    readonly ropeTheta: number;
    readonly maxPositions: number;
    /** null: as many as attention heads. */
    readonly kvHeads: number | null;
    /** null: hidden size / heads. */
    readonly headDim: number | null;
  };
  readonly headNorms: boolean;
  readonly moeNames?: MoeNames;
  /** Family-specific keys that `parse…` read and `write` writes; keys that nobody reads are carried. */
  readonly keys: readonly string[];
  parseBiases(config: ConfigReader): AttentionConfig['biases'];
  parseWindows(config: ConfigReader, layers: number): AttentionConfig['windows'];
  parseFfn(config: ConfigReader, layers: number): readonly Ffn[];
  /** The family's own keys. */
  write(config: ModelConfig): Record<string, unknown>;
  readonly placeholders?: Architecture['placeholders'];
  readonly moeTwin: Architecture['moeTwin'];
}

export function decoderArchitecture(family: Family): Architecture {
  const parseConfig: Architecture['parseConfig'] = (json) => parseDecoder(family, languageModel(json));
  return {
    modelType: family.modelType,
    className: family.className,
    parseConfig,
    writeConfig(config) {
      const json = { ...config.carried, ...writeDecoder(family, config), ...family.write(config) };
      checkWritten({ ...config, modelType: family.modelType }, parseConfig(json));
      return json;
    },
    parameters: (config) => decoderParameters(config, family.moeNames ?? qwenMoeNames),
    placeholders: family.placeholders ?? (() => []),
    ignorable: (tensor) => /(^|\.)(rotary_emb\.inv_freq|masked_bias|attn\.bias)$/.test(tensor),
    moeTwin: family.moeTwin,
  };
}

/** Multimodal wrappers keep the language model's settings in text_config, some of them outside it. */
function languageModel(json: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const inner = json.text_config;
  if (!inner || typeof inner !== 'object') return json;
  const outer = Object.entries(json).filter(([key]) => ['dtype', 'torch_dtype', 'tie_word_embeddings'].includes(key));
  return { ...Object.fromEntries(outer), ...inner };
}

/** Read here, or written anew, or only true of the file they came from. */
const commonKeys: readonly string[] = [
  'model_type',
  'architectures',
  'vocab_size',
  'hidden_size',
  'num_hidden_layers',
  'num_attention_heads',
  'num_key_value_heads',
  'head_dim',
  'rms_norm_eps',
  'tie_word_embeddings',
  'max_position_embeddings',
  'initializer_range',
  'hidden_act',
  'dtype',
  'torch_dtype',
  'transformers_version',
  '_name_or_path',
  'router_aux_loss_coef',
  ...ropeKeys,
];

const mostLayers = 4096;

function parseDecoder(family: Family, json: Readonly<Record<string, unknown>>): ModelConfig {
  const config = readConfig(json);
  const activation = config.text('hidden_act', 'silu');
  if (activation !== 'silu' && activation !== 'swish') throw refusal('hidden_act', '"silu"', activation, 'only SwiGLU feed-forwards are supported');
  const layers = config.size('num_hidden_layers', undefined, mostLayers);
  const hiddenSize = config.size('hidden_size');
  const maxPositions = config.size('max_position_embeddings', family.defaults.maxPositions);
  const ffn = family.parseFfn(config, layers);
  const known = new Set([...commonKeys, ...family.keys]);
  return {
    modelType: family.modelType,
    vocabSize: config.size('vocab_size'),
    hiddenSize,
    layers,
    attention: parseAttention(family, config, { layers, hiddenSize, maxPositions }),
    ffn,
    rmsNormEpsilon: config.number('rms_norm_eps', family.defaults.rmsNormEps),
    tiedEmbeddings: config.flag('tie_word_embeddings', false),
    maxPositions,
    routerAuxLossCoefficient: ffn.some(({ kind }) => kind === 'moe') ? config.number('router_aux_loss_coef', 0.001) : null,
    initializerRange: config.number('initializer_range', 0.02),
    dtype: parseDtype(config),
    carried: Object.fromEntries(config.entries().filter(([key]) => !known.has(key))),
  };
}

interface Sizes {
  readonly layers: number;
  readonly hiddenSize: number;
  readonly maxPositions: number;
}

function parseAttention({ defaults, ...family }: Family, config: ConfigReader, { layers, hiddenSize, maxPositions }: Sizes): AttentionConfig {
  const heads = config.size('num_attention_heads');
  // null means one key-value head per head; a key that is not there means the class default.
  const kvHeads = config.sizeOrNull('num_key_value_heads', defaults.kvHeads) ?? heads;
  if (kvHeads === 0 || heads % kvHeads !== 0) throw refusal('num_key_value_heads', `a divisor of the ${heads} attention heads`, kvHeads);
  const headDim = config.size('head_dim', defaults.headDim ?? Math.floor(hiddenSize / heads), 2 ** 16);
  return {
    heads,
    kvHeads,
    headDim,
    rope: parseRope(config, { headDim, maxPositions, theta: defaults.ropeTheta }),
    biases: family.parseBiases(config),
    headNorms: family.headNorms,
    windows: family.parseWindows(config, layers),
  };
}

const dtypes: Readonly<Record<string, ModelConfig['dtype']>> = { float32: 'f32', float16: 'f16', bfloat16: 'bf16' };

function parseDtype(config: ConfigReader): ModelConfig['dtype'] {
  const name = config.text('dtype', config.text('torch_dtype', 'float32')).replace(/^torch\./, '');
  const dtype = dtypes[name];
  if (!dtype) throw refusal('dtype', `one of ${Object.keys(dtypes).join(', ')}`, name);
  return dtype;
}

function writeDecoder(family: Family, config: ModelConfig): Record<string, unknown> {
  const { attention } = config;
  const dtype = Object.entries(dtypes).find(([, ours]) => ours === config.dtype)?.[0];
  return {
    architectures: [family.className],
    model_type: family.modelType,
    vocab_size: config.vocabSize,
    hidden_size: config.hiddenSize,
    num_hidden_layers: config.layers,
    num_attention_heads: attention.heads,
    num_key_value_heads: attention.kvHeads,
    head_dim: attention.headDim,
    hidden_act: 'silu',
    rms_norm_eps: config.rmsNormEpsilon,
    tie_word_embeddings: config.tiedEmbeddings,
    max_position_embeddings: config.maxPositions,
    initializer_range: config.initializerRange,
    ...writeRope(attention.rope, attention.headDim),
    ...(config.ffn.some(({ kind }) => kind === 'moe') && { router_aux_loss_coef: config.routerAuxLossCoefficient ?? 0 }),
    dtype,
    torch_dtype: dtype,
  };
}

/** The feed-forward of a model that has the same one, of this kind, in all layers. */
export function commonFfn<K extends Ffn['kind']>({ ffn }: ModelConfig, kind: K): Extract<Ffn, { kind: K }> {
  const [first, ...rest] = ffn;
  if (first?.kind === kind && rest.every((other) => JSON.stringify(other) === JSON.stringify(first))) return first as Extract<Ffn, { kind: K }>;
  throw new MixwrightError(
    'NOT_EXPORTABLE',
    `expected the same ${kind} feed-forward in every layer, got ${[...new Set(ffn.map((layer) => layer.kind))].join(' and ')} layers`,
    {
      field: 'ffn',
      hint: 'choose a family that carries it',
    },
  );
}

/** A dense feed-forward without biases in all layers, of width intermediate_size. */
export function plainFfn(config: ConfigReader, layers: number): readonly Ffn[] {
  return new Array<Ffn>(layers).fill({ kind: 'dense', width: config.size('intermediate_size'), bias: false });
}
