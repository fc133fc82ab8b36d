/**
 * What a decoder-only language model is here, whatever its checkpoint calls things: one config, one list of parameters.
 * An architecture file turns a checkpoint's config into this and back; everything else works on this alone.
 */
import type { Shape } from '../engine/shape.ts';

export interface RopeConfig {
  readonly theta: number;
  /** Rotated share of headDim, in dimensions. */
  readonly dimensions: number;
  /** As in config.json, with `rope_type`; null: none. */
  readonly scaling: Readonly<Record<string, unknown>> | null;
}

export interface AttentionConfig {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly rope: RopeConfig;
  readonly biases: { readonly qkv: boolean; readonly output: boolean };
  /** RMS norm over each head of q and k before rope (Qwen3). */
  readonly headNorms: boolean;
  /** By layer: how many positions a token sees including itself, null: all before it. */
  readonly windows: readonly (number | null)[];
}

export interface DenseFfn {
  readonly kind: 'dense';
  /** Intermediate width. */
  readonly width: number;
  readonly bias: boolean;
}

export interface MoeFfn {
  readonly kind: 'moe';
  readonly experts: number;
  readonly topK: number;
  /** Intermediate width of one expert. */
  readonly width: number;
  /** Whether the chosen experts' weights are renormalised to sum to 1. */
  readonly normalizeTopK: boolean;
  /** Width of the always-on expert behind a sigmoid gate (Qwen2-MoE), 0: none. */
  readonly sharedWidth: number;
}

export type Ffn = DenseFfn | MoeFfn;

export interface ModelConfig {
  readonly modelType: string;
  readonly vocabSize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly attention: AttentionConfig;
  /** By layer. */
  readonly ffn: readonly Ffn[];
  readonly rmsNormEpsilon: number;
  readonly tiedEmbeddings: boolean;
  readonly maxPositions: number;
  /** The base's own load-balancing coefficient in the HF form, for an MoE; else null. */
  readonly routerAuxLossCoefficient: number | null;
  readonly initializerRange: number;
  /** dtype named in the config. */
  readonly dtype: 'f32' | 'f16' | 'bf16';
  /** Keys of config.json that have no meaning for us and are carried over as they are (token ids, version notes, …). */
  readonly carried: Readonly<Record<string, unknown>>;
}

/**
 * A parameter and where a checkpoint keeps it. Experts are one parameter [experts, out, in] here and one tensor per expert
 * on disk: then `tensors` lists them in expert order and the parameter is their stack. Names are HF's module paths
 * with the expert index left out: `model.layers.0.mlp.experts.gate_proj.weight`.
 */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly tensors: readonly string[];
  /** Layer it belongs to; null for embeddings, final norm and head. */
  readonly layer: number | null;
  readonly role: ParameterRole;
}

export type ParameterRole = 'embedding' | 'head' | 'norm' | 'attention' | 'bias' | 'mlp' | 'experts' | 'sharedExpert' | 'router';

/** A tensor that transformers asks for though it changes nothing: written as zeros, passed over when read. */
export interface Placeholder {
  readonly tensor: string;
  readonly shape: Shape;
}

/** A checkpoint family, one file each, named by HF's `model_type`. */
export interface Architecture {
  readonly modelType: string;
  /** HF class name, `architectures[0]`. */
  readonly className: string;
  /** Reads config.json of transformers 4 and 5 alike; throws BAD_MODEL for what is not supported, naming the key. */
  parseConfig(json: Readonly<Record<string, unknown>>): ModelConfig;
  /** Writes config.json so that both generations read the same model; throws NOT_EXPORTABLE for what the family has no key for. */
  writeConfig(config: ModelConfig): Record<string, unknown>;
  parameters(config: ModelConfig): readonly ParameterSpec[];
  placeholders(config: ModelConfig): readonly Placeholder[];
  /** Tensors that other writers leave in checkpoints and that mean nothing (rotary inv_freq, …). */
  ignorable(tensor: string): boolean;
  /** The MoE family whose blocks have the same attention, and why a config cannot become one. */
  readonly moeTwin: { readonly modelType: string; refuses(config: ModelConfig): string | null } | null;
}

export function totalParameters(parameters: readonly ParameterSpec[]): number {
  return parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
}

/** Parameters that take part in one token's forward pass: topK of the experts, everything else. */
export function activeParameters(config: ModelConfig, parameters: readonly ParameterSpec[]): number {
  return parameters.reduce((sum, { shape, role, layer }) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const ffn = layer === null ? undefined : config.ffn[layer];
    return sum + (role === 'experts' && ffn?.kind === 'moe' ? (size / ffn.experts) * ffn.topK : size);
  }, 0);
}
