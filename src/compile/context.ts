/** The inputs of a micro-batch program, declared on its graph, and the forward context over them. */
import type { Graph, Tensor } from '../engine/graph.ts';
import { type ForwardResult, forward } from '../models/forward.ts';
import type { ModelConfig } from '../models/model.ts';
import { ropeFrequencies } from '../models/ropeFrequencies.ts';
import type { AttentionCache, ForwardContext, SiteOwners } from '../models/sites.ts';
import type { BatchShape, ModelVariable } from './programs.ts';

export interface CompiledModel {
  readonly config: ModelConfig;
  readonly variables: ReadonlyMap<string, ModelVariable>;
  readonly sites: SiteOwners;
}

export interface ContextOptions extends BatchShape {
  readonly recompute?: boolean;
  /** Keys each token can see, when not the batch's own. */
  readonly cache?: AttentionCache;
}

/** Name of the mask input for a sliding window; null: the plain causal mask. */
export function maskName(window: number | null): string {
  return window === null ? 'mask' : `mask:${window}`;
}

/** The masks a model's layers want. */
export function windowsOf(config: ModelConfig): readonly (number | null)[] {
  return [...new Set(config.attention.windows)];
}

function createContext(graph: Graph, model: CompiledModel, { microBatch, sequence, recompute = false, cache }: ContextOptions): ForwardContext {
  const { config, sites } = model;
  const { divisors, attentionFactor } = ropeFrequencies(config.attention.rope, config.maxPositions);
  const tokens = microBatch * sequence;
  return {
    graph,
    config,
    batch: microBatch,
    sequence,
    tokens: graph.input('tokens', [tokens], 'i32'),
    positions: graph.input('positions', [tokens], 'i32'),
    mask: (window) => graph.input(maskName(window), [microBatch, 1, sequence, cache?.length ?? sequence]),
    rope: { divisors: graph.constant(divisors, [divisors.length]), attentionFactor },
    parameter: (name) => parameterOf(graph, model, name),
    sites,
    recompute,
    ...(cache && { cache }),
  };
}

export function forwardOver(graph: Graph, model: CompiledModel, options: ContextOptions): ForwardResult {
  return forward(createContext(graph, model, options));
}

export function parameterOf(graph: Graph, model: CompiledModel, name: string): Tensor {
  return graph.variable((model.variables.get(name) as ModelVariable).variable);
}
