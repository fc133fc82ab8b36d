/** Programs that only read a model: logits of every position, losses of a batch. */
import { createGraph, type Graph } from '../engine/graph.ts';
import { headLogits, linearCrossEntropy } from '../engine/transforms/linearCrossEntropy.ts';
import { headParameter } from '../models/forward.ts';
import type { Routing } from '../models/sites.ts';
import { type CompiledModel, forwardOver, parameterOf } from './context.ts';
import type { BatchShape } from './programs.ts';

/** Inputs tokens, positions, mask…; outputs `logits` [T, V] and per router `expertIds:<layer>` [T, k]. */
export function logitsProgram(model: CompiledModel, shape: BatchShape): Graph {
  const graph = createGraph('logits');
  const { hidden, routings } = forwardOver(graph, model, shape);
  outputChoices(graph, routings);
  graph.output('logits', headLogits(hidden, parameterOf(graph, model, headParameter(model.config))));
  return graph;
}

/** Inputs as `evaluationInputs` makes them; outputs `losses` [T], per-token cross-entropy, and per router `expertIds:<layer>` [T, k]. */
export function evaluateProgram(model: CompiledModel, shape: BatchShape): Graph {
  const graph = createGraph('evaluate');
  const { hidden, routings } = forwardOver(graph, model, shape);
  const targets = graph.input('targets', [shape.microBatch * shape.sequence], 'i32');
  graph.output('losses', linearCrossEntropy({ hidden, head: parameterOf(graph, model, headParameter(model.config)), targets }));
  outputChoices(graph, routings);
  return graph;
}

function outputChoices(graph: Graph, routings: readonly Routing[]): void {
  for (const { layer, expertIds } of routings) graph.output(`expertIds:${layer}`, expertIds);
}
