/** Why a dense model cannot become its family's mixture of experts: what the standard MoE configs have no key for. */
import type { ModelConfig } from '../../model.ts';

type Refusal = (config: ModelConfig) => string | null;

export const attentionBiases: Refusal = ({ attention: { biases } }) =>
  biases.qkv || biases.output ? 'this base has attention biases (attention_bias), which Mixtral cannot carry' : null;

export const ffnBiases: Refusal = ({ ffn }) =>
  ffn.some((layer) => layer.kind === 'dense' && layer.bias) ? 'this base has feed-forward biases (mlp_bias), which Mixtral cannot carry' : null;

export const partialRotary: Refusal = ({ attention: { rope, headDim } }) =>
  rope.dimensions === headDim ? null : 'this base rotates only a part of each head (partial_rotary_factor), which no standard mixture of experts carries';

export const slidingWindows: Refusal = ({ attention: { windows } }) =>
  windows.some((window) => window !== null)
    ? 'this base uses sliding windows (use_sliding_window), which readers of Qwen mixtures apply to different layers'
    : null;

/** The first reason that holds. */
export function anyOf(...refusals: readonly Refusal[]): Refusal {
  return (config) => refusals.map((refuses) => refuses(config)).find((reason) => reason !== null) ?? null;
}
