/** Compiles a recipe's methods and a model into the programs of a training run. */
import { gradients } from '../engine/autodiff.ts';
import { createGraph, type Graph, type Tensor, type Variable } from '../engine/graph.ts';
import { accumulate } from '../engine/ops/accumulate.ts';
import { add } from '../engine/ops/add.ts';
import { affine } from '../engine/ops/affine.ts';
import { sumAll, sumTo } from '../engine/ops/broadcast.ts';
import { clamp } from '../engine/ops/clamp.ts';
import { log } from '../engine/ops/log.ts';
import { mul } from '../engine/ops/mul.ts';
import { reshape } from '../engine/ops/reshape.ts';
import { step } from '../engine/ops/step.ts';
import { optimizers } from '../engine/optimizers/index.ts';
import { linearCrossEntropyWithGradients } from '../engine/transforms/linearCrossEntropy.ts';
import type { AddedParameter, AuxiliaryLoss } from '../methods/method.ts';
import { headParameter } from '../models/forward.ts';
import type { ModelConfig, ParameterSpec } from '../models/model.ts';
import type { Routing } from '../models/sites.ts';
import type { TrainingRecipe } from '../shared/recipe.ts';
import type { AttachedMethods } from './attachMethods.ts';
import { type CompiledModel, forwardOver, parameterOf } from './context.ts';
import { modelVariables, type StoredParameters } from './modelVariables.ts';
import type { ModelVariable, ParameterGroup, RouterInfo, TrainedTensor, TrainingPrograms } from './programs.ts';
import { evaluateProgram } from './scoring.ts';
import { updatePrograms } from './updates.ts';

export interface TrainingTarget extends StoredParameters {
  readonly config: ModelConfig;
  readonly attached: AttachedMethods;
}

/** @param recompute whether each block is computed again in the backward pass; `auto` is settled by the caller, who knows the device. */
export function compileTraining(target: TrainingTarget, training: TrainingRecipe, recompute: boolean): TrainingPrograms {
  const { config, attached } = target;
  const model: CompiledModel = { config, variables: modelVariables(target, attached, training.frozenDtype), sites: attached.sites };
  const groups = parameterGroups(target, model, training);
  const shape = { microBatch: training.microBatch, sequence: training.sequenceLength };
  const { graph: forwardBackward, routers, buffers } = forwardBackwardProgram(model, groups, attached.losses, { ...shape, recompute });
  const all = [
    ...model.variables.values(),
    ...buffers,
    ...groups.flatMap(({ tensors }) => tensors.flatMap(({ gradient, moments }) => [gradient, ...moments].map(zeroed))),
  ];
  return {
    programs: {
      forwardBackward,
      evaluate: evaluateProgram(model, shape),
      ...updatePrograms(
        groups,
        buffers.map(({ variable }) => variable),
        optimizers[training.optimizer],
      ),
    },
    variables: all,
    groups,
    routers,
    auxiliary: Object.fromEntries(attached.losses.map(({ name, coefficient }) => [name, coefficient])),
    config,
    optimizer: training.optimizer,
    notes: attached.notes,
  };
}

function zeroed(variable: Variable): ModelVariable {
  return { variable, source: { kind: 'zero' } };
}

/** Matrices decay, vectors (norms, biases) do not. */
function parameterGroups(target: TrainingTarget, model: CompiledModel, training: TrainingRecipe): readonly ParameterGroup[] {
  const momentCount = optimizers[training.optimizer].moments;
  const trainedTensor = (name: string, about: Pick<TrainedTensor, 'experts' | 'zeroAtInit'>): TrainedTensor => {
    const parameter = (model.variables.get(name) as ModelVariable).variable;
    const beside = (kind: 'gradient' | 'optimizer', suffix: string): Variable => ({ name: `${name}#${suffix}`, kind, shape: parameter.shape, dtype: 'f32' });
    return {
      parameter,
      gradient: beside('gradient', 'gradient'),
      moments: Array.from({ length: momentCount }, (_, i) => beside('optimizer', `moment${i + 1}`)),
      ...about,
    };
  };
  const decayed: TrainedTensor[] = [];
  const plain: TrainedTensor[] = [];
  for (const spec of target.parameters) {
    if (!target.attached.trains.has(spec.name)) continue;
    (spec.shape.length > 1 ? decayed : plain).push(
      trainedTensor(spec.name, { experts: expertsOf(spec), zeroAtInit: spec.role === 'router' ? 'always' : 'no' }),
    );
  }
  for (const added of target.attached.adds) {
    (added.weightDecay ? decayed : plain).push(trainedTensor(added.name, { experts: expertsOfAdded(added), zeroAtInit: added.zeroAtInit ?? 'no' }));
  }
  const groups = [
    { name: 'matrices', tensors: decayed, rateMultiplier: 1, weightDecay: training.weightDecay },
    { name: 'vectors', tensors: plain, rateMultiplier: 1, weightDecay: 0 },
  ];
  return groups.filter(({ tensors }) => tensors.length > 0);
}

function expertsOf({ role, layer, shape }: ParameterSpec): TrainedTensor['experts'] {
  return role === 'experts' && layer !== null ? { layer, count: shape[0] as number } : null;
}

function expertsOfAdded({ layer, experts }: AddedParameter): TrainedTensor['experts'] {
  return experts === undefined ? null : { layer, count: experts };
}

interface ForwardBackward {
  readonly graph: Graph;
  readonly routers: readonly RouterInfo[];
  /** Counts of the step so far, one per router. */
  readonly buffers: readonly ModelVariable[];
}

function forwardBackwardProgram(
  model: CompiledModel,
  groups: readonly ParameterGroup[],
  losses: readonly AuxiliaryLoss[],
  options: { readonly microBatch: number; readonly sequence: number; readonly recompute: boolean },
): ForwardBackward {
  const graph = createGraph('forwardBackward');
  const { hidden, routings } = forwardOver(graph, model, options);
  const tokens = options.microBatch * options.sequence;
  const tokenShare = graph.input('tokenShare', [tokens]);
  const realTokens = step(tokenShare);
  const head = parameterOf(graph, model, headParameter(model.config));
  const weights = graph.input('weights', [tokens]);
  const task = linearCrossEntropyWithGradients({ hidden, head, targets: graph.input('targets', [tokens], 'i32'), weights });
  graph.output('loss', task.loss);

  const buffers = routings.map(({ layer, experts }): ModelVariable => zeroed({ name: `stepCounts:${layer}`, kind: 'buffer', shape: [experts], dtype: 'f32' }));
  const counts = routings.map((routing, i) => countTokens(routing, realTokens, (buffers[i] as ModelVariable).variable));
  for (const routing of routings) {
    graph.output(`entropy:${routing.layer}`, entropy(routing, tokenShare));
    graph.output(`trainedCounts:${routing.layer}`, countPairs(routing, step(weights)));
  }
  const terms = losses.map((auxiliary) => {
    const value = auxiliary.build({ graph, routings, realTokens, tokenShare, counts });
    graph.output(`aux:${auxiliary.name}`, value);
    return affine(value, auxiliary.coefficient);
  });
  accumulateGradients(terms.length > 0 ? terms.reduce(add) : graph.constant(Float32Array.of(0), []), groups, task.gradients);
  return { graph, buffers, routers: routings.map(({ layer, experts, topK }) => ({ layer, experts, topK })) };
}

function accumulateGradients(auxiliary: Tensor, groups: readonly ParameterGroup[], taskGradients: ReadonlyMap<Tensor, Tensor>): void {
  const { graph } = auxiliary;
  const trained = groups.flatMap(({ tensors }) => tensors);
  const found = gradients(
    auxiliary,
    trained.map(({ parameter }) => graph.variable(parameter)),
    taskGradients,
  );
  trained.forEach(({ gradient }, i) => {
    const flowing = found[i];
    if (flowing) accumulate(graph.variable(gradient), flowing);
  });
}

/** Outputs this micro-batch's (token, slot) pairs per expert and gives the step's so far. */
function countTokens(routing: Routing, realTokens: Tensor, buffer: Variable): Tensor {
  const { graph } = realTokens;
  const counts = countPairs(routing, realTokens);
  graph.output(`counts:${routing.layer}`, counts);
  return accumulate(graph.variable(buffer), counts);
}

/** (token, slot) pairs per expert over the tokens that `included` [T] marks with 1: [E]. */
function countPairs({ experts, chosen }: Routing, included: Tensor): Tensor {
  return sumTo(mul(chosen, reshape(included, [...included.shape, 1, 1])), [experts]);
}

/** Σ over tokens of tokenShare · -Σ p ln p. */
function entropy({ probabilities }: Routing, tokenShare: Tensor): Tensor {
  const surprise = mul(probabilities, log(clamp(probabilities, 1e-20, 1)));
  return affine(sumAll(mul(surprise, reshape(tokenShare, [...tokenShare.shape, 1]))), -1);
}
