/** The small programs around forward-backward: the gradients' norm, the update of each group, the end of a step. */
import { createGraph, type Graph, type Tensor, type Variable } from '../engine/graph.ts';
import { assign } from '../engine/ops/assign.ts';
import { sumAxis } from '../engine/ops/broadcast.ts';
import { concat } from '../engine/ops/concat.ts';
import { mul } from '../engine/ops/mul.ts';
import { reshape } from '../engine/ops/reshape.ts';
import type { Optimizer } from '../engine/optimizers/optimizer.ts';
import { elementCount } from '../engine/shape.ts';
import type { ParameterGroup, TrainedTensor } from './programs.ts';

export function updatePrograms(groups: readonly ParameterGroup[], stepBuffers: readonly Variable[], optimizer: Optimizer): Readonly<Record<string, Graph>> {
  const updates = groups.map((group) => [`update:${group.name}`, updateProgram(group, optimizer)] as const);
  return {
    gradientNorm: gradientNormProgram(groups.flatMap(({ tensors }) => tensors)),
    ...Object.fromEntries(updates),
    ...(stepBuffers.length > 0 && { endStep: endStepProgram(stepBuffers) }),
  };
}

/** Output `squares`: the sum of squares of each slice (see TrainingPrograms). */
function gradientNormProgram(trained: readonly TrainedTensor[]): Graph {
  const graph = createGraph('gradientNorm');
  const parts = trained.map(({ gradient, experts }) => {
    const slices = experts?.count ?? 1;
    const rows = reshape(graph.variable(gradient), [slices, elementCount(gradient.shape) / slices]);
    return reshape(sumAxis(mul(rows, rows), 1), [slices]);
  });
  graph.output('squares', concat(parts as [Tensor, ...Tensor[]], 0));
  return graph;
}

function updateProgram({ name, tensors }: ParameterGroup, optimizer: Optimizer): Graph {
  const graph = createGraph(`update:${name}`);
  const gradientScale = graph.input('gradientScale', []);
  const settings = graph.input('settings', [optimizer.settingsLength]);
  for (const { parameter, gradient, moments } of tensors) {
    optimizer.update(graph.variable(parameter), mul(graph.variable(gradient), gradientScale), moments.map(graph.variable), settings);
  }
  return graph;
}

function endStepProgram(stepBuffers: readonly Variable[]): Graph {
  const graph = createGraph('endStep');
  for (const buffer of stepBuffers) assign(graph.variable(buffer), graph.constant(new Float32Array(elementCount(buffer.shape)), buffer.shape));
  return graph;
}
