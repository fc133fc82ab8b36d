/**
 * Programs that generate: `prefill` reads prompts of one length bucket, `decode` one token per row; both write keys and values
 * into a cache [B * length] and look at all of it through their mask.
 */
import type { TensorData } from '../engine/executors/executor.ts';
import { createGraph, type Graph, type Variable } from '../engine/graph.ts';
import { gatherRows } from '../engine/ops/gatherRows.ts';
import { headLogits } from '../engine/transforms/linearCrossEntropy.ts';
import { headParameter } from '../models/forward.ts';
import type { ModelConfig } from '../models/model.ts';
import type { Routing } from '../models/sites.ts';
import { type CompiledModel, forwardOver, maskName, parameterOf, windowsOf } from './context.ts';
import type { RouterInfo } from './programs.ts';

export interface DecodingShape {
  /** Rows generated together. */
  readonly rows: number;
  /** Longest prompt. */
  readonly promptLength: number;
  /** Longest prompt and answer together. */
  readonly length: number;
}

export interface DecodingOptions {
  /** Outputs `expertIds:<layer>` (i32) and `mixWeights:<layer>` of every token given, [B * sequence, k], the likeliest expert first. */
  readonly routing?: boolean;
}

export interface DecodingPrograms {
  readonly programs: { readonly prefill: Graph; readonly decode: Graph };
  readonly cache: readonly Variable[];
  /** Whose choices the programs give; none where they were not asked for. */
  readonly routers: readonly RouterInfo[];
  readonly shape: DecodingShape;
  readonly config: ModelConfig;
}

export function decodingPrograms(model: CompiledModel, shape: DecodingShape, { routing = false }: DecodingOptions = {}): DecodingPrograms {
  const { config } = model;
  const width = config.attention.kvHeads * config.attention.headDim;
  const slot = (what: string, layer: number): Variable => ({
    name: `cache:${what}:${layer}`,
    kind: 'buffer',
    shape: [shape.rows * shape.length, width],
    dtype: 'f32',
  });
  const keys = Array.from({ length: config.layers }, (_, layer) => slot('keys', layer));
  const values = Array.from({ length: config.layers }, (_, layer) => slot('values', layer));
  const build = (name: string, sequence: number): { readonly graph: Graph; readonly routings: readonly Routing[] } => {
    const graph = createGraph(name);
    const cache = {
      length: shape.length,
      keys: (layer: number) => graph.variable(keys[layer] as Variable),
      values: (layer: number) => graph.variable(values[layer] as Variable),
      rows: graph.input('cacheRows', [shape.rows * sequence], 'i32'),
    };
    const { hidden, routings } = forwardOver(graph, model, { microBatch: shape.rows, sequence, cache });
    const last = gatherRows(hidden, graph.input('lastTokens', [shape.rows], 'i32'));
    graph.output('logits', headLogits(last, parameterOf(graph, model, headParameter(config))));
    for (const { layer, expertIds, weights } of routing ? routings : []) {
      graph.output(`expertIds:${layer}`, expertIds);
      graph.output(`mixWeights:${layer}`, weights);
    }
    return { graph, routings };
  };
  const [prefill, decode] = [build('prefill', shape.promptLength), build('decode', 1)];
  return {
    programs: { prefill: prefill.graph, decode: decode.graph },
    cache: [...keys, ...values],
    routers: routing ? decode.routings.map(({ layer, experts, topK }) => ({ layer, experts, topK })) : [],
    shape,
    config,
  };
}

/**
 * Inputs for tokens that take positions start[row] … of their rows; `tokens` [rows][sequence], shorter rows are padded and their
 * padding overwritten later. Padding beyond the last position is written to the last one, which is therefore only for a token
 * that comes alone. Output `logits` [rows, V] is for each row's last real token.
 */
export function decodingInputs(
  { shape, config }: DecodingPrograms,
  tokens: readonly (readonly number[])[],
  starts: readonly number[],
  sequence: number,
): Record<string, TensorData> {
  const { rows, length } = shape;
  const inputs = {
    tokens: new Int32Array(rows * sequence),
    positions: new Int32Array(rows * sequence),
    cacheRows: new Int32Array(rows * sequence),
    lastTokens: new Int32Array(rows),
  };
  for (let row = 0; row < rows; row++) {
    const given = tokens[row] ?? [];
    const start = starts[row] ?? 0;
    inputs.lastTokens[row] = row * sequence + Math.max(0, given.length - 1);
    for (let i = 0; i < sequence; i++) {
      const position = Math.min(start + i, length - 1);
      inputs.tokens[row * sequence + i] = given[i] ?? 0;
      inputs.positions[row * sequence + i] = position;
      inputs.cacheRows[row * sequence + i] = row * length + position;
    }
  }
  const masks = windowsOf(config).map((window) => [maskName(window), causalMask(inputs.positions, { rows, sequence, length }, window)]);
  return { ...inputs, ...Object.fromEntries(masks) };
}

function causalMask(
  positions: Int32Array,
  { rows, sequence, length }: { rows: number; sequence: number; length: number },
  window: number | null,
): Float32Array {
  const mask = new Float32Array(rows * sequence * length).fill(Number.NEGATIVE_INFINITY);
  for (let token = 0; token < rows * sequence; token++) {
    const position = positions[token] as number;
    const oldest = window === null ? 0 : Math.max(0, position - window + 1);
    mask.fill(0, token * length + oldest, token * length + position + 1);
  }
  return mask;
}
