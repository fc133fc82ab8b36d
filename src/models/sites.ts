/**
 * Named places of a forward pass where a method may step in. A site is owned by at most one method; without an owner the
 * layer does the plain thing. Layers ask; they never know which method answers.
 */
import type { Graph, Tensor } from '../engine/graph.ts';
import type { ModelConfig } from './model.ts';

/** Rows of tokens sorted by expert, as the grouped products want them. */
export interface ExpertRows {
  /** i32 [E + 1]. */
  readonly offsets: Tensor;
  /** f32 [R, E], which expert each row belongs to. */
  readonly membership: Tensor;
}

export interface LinearSite {
  /** Parameter name of the weight, [out, in], or [experts, out, in] for an expert's. */
  readonly weight: string;
  readonly layer: number;
  readonly kind: 'attention' | 'mlp' | 'experts' | 'sharedExpert' | 'router';
  /** HF's leaf name: q_proj, gate_proj, … */
  readonly projection: string;
  readonly expertRows?: ExpertRows;
}

/** What a router decided for the tokens of a micro-batch. */
export interface Routing {
  readonly layer: number;
  readonly experts: number;
  readonly topK: number;
  /** f32 [T, E]; the selection saw exactly these. */
  readonly logits: Tensor;
  /** softmax of the logits, f32 [T, E]. */
  readonly probabilities: Tensor;
  /** i32 [T, k]. */
  readonly expertIds: Tensor;
  /** one-hot of expertIds, f32 [T, k, E]; no gradient. */
  readonly chosen: Tensor;
  /** Combine weights, f32 [T, k]. */
  readonly weights: Tensor;
}

export interface FfnResult {
  /** f32 [T, d]. */
  readonly output: Tensor;
  readonly routing?: Routing;
}

/** Keys and values of earlier tokens, for decoding: variables [B * length, kvHeads * headDim] that new rows are written into. */
export interface AttentionCache {
  readonly length: number;
  keys(layer: number): Tensor;
  values(layer: number): Tensor;
  /** i32 [T]: where each new token's row goes. */
  readonly rows: Tensor;
}

/** What one forward pass is built over: T = batch * sequence tokens, row by row. */
export interface ForwardContext {
  readonly graph: Graph;
  readonly config: ModelConfig;
  readonly batch: number;
  readonly sequence: number;
  /** i32 [T]. */
  readonly tokens: Tensor;
  /** i32 [T]. */
  readonly positions: Tensor;
  /** f32 [B, 1, S, keys]: 0 where a token may look, -Infinity where not; by sliding window, null for none. */
  mask(window: number | null): Tensor;
  readonly rope: { readonly divisors: Tensor; readonly attentionFactor: number };
  readonly cache?: AttentionCache;
  /** A weight by name, the model's own or one that a method added. */
  parameter(name: string): Tensor;
  readonly sites: SiteOwners;
  /** Compute each block again in the backward pass. */
  readonly recompute: boolean;
}

/** y of a linear site; `base` computes the plain product of the frozen or trained weight (and bias). */
export type LinearHook = (context: ForwardContext, site: LinearSite, x: Tensor, base: () => Tensor) => Tensor;
/** The whole feed-forward of a layer, x [T, d]. */
export type FfnHook = (context: ForwardContext, layer: number, x: Tensor) => FfnResult;

export interface SiteOwners {
  /** By weight name. */
  readonly linear: ReadonlyMap<string, LinearHook>;
  /** By layer. */
  readonly ffn: ReadonlyMap<number, FfnHook>;
}
