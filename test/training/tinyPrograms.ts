/**
 * Hand-made TrainingPrograms: a bigram table with a bias and one row of logits per expert, experts chosen by token. Small
 * enough for the reference executor, with everything the loop looks at. Faults can be planted.
 */

import type { ParameterGroup, TrainedTensor, TrainingPrograms } from '../../src/compile/programs.ts';
import { updatePrograms } from '../../src/compile/updates.ts';
import type { Batch, Sample } from '../../src/data/data.ts';
import { gradients } from '../../src/engine/autodiff.ts';
import type { Session, TensorData } from '../../src/engine/executors/executor.ts';
import { createReferenceExecutor, type ReferenceSession } from '../../src/engine/executors/reference/executor.ts';
import { createGraph, type Graph, type Tensor, type Variable } from '../../src/engine/graph.ts';
import { accumulate } from '../../src/engine/ops/accumulate.ts';
import { add } from '../../src/engine/ops/add.ts';
import { sumAll, sumTo } from '../../src/engine/ops/broadcast.ts';
import { crossEntropy } from '../../src/engine/ops/crossEntropy.ts';
import { gatherRows } from '../../src/engine/ops/gatherRows.ts';
import { mul } from '../../src/engine/ops/mul.ts';
import { oneHot } from '../../src/engine/ops/oneHot.ts';
import { reshape } from '../../src/engine/ops/reshape.ts';
import { step } from '../../src/engine/ops/step.ts';
import { optimizers } from '../../src/engine/optimizers/index.ts';
import { randomStream } from '../../src/shared/random.ts';

export const vocabulary = 11;
export const experts = 4;

export interface TinyOptions {
  readonly microBatch?: number;
  readonly sequence?: number;
  readonly optimizer?: 'adamw' | 'sgd';
  /** Listed as trained, but no update touches it. */
  readonly frozen?: 'table' | 'bias' | 'experts';
  /** Listed as trained, but no gradient ever reaches it. */
  readonly quiet?: 'table' | 'bias' | 'experts';
  readonly zeroAtInit?: TrainedTensor['zeroAtInit'];
}

export interface TinyPrograms extends TrainingPrograms {
  readonly batchShape: { readonly microBatch: number; readonly sequence: number };
}

export function tinyPrograms(options: TinyOptions = {}): TinyPrograms {
  const { microBatch = 2, sequence = 8, optimizer = 'adamw', frozen, quiet, zeroAtInit = 'no' } = options;
  const tokens = microBatch * sequence;
  const trained = (name: string, shape: readonly number[], stacked: TrainedTensor['experts'] = null): TrainedTensor => {
    const like = (suffix: string, kind: Variable['kind']): Variable => ({ name: `${name}${suffix}`, kind, shape, dtype: 'f32' });
    const moments = Array.from({ length: optimizers[optimizer].moments }, (_, i) => like(`#moment${i + 1}`, 'optimizer'));
    return {
      parameter: like('', 'trained'),
      gradient: like('#gradient', 'gradient'),
      moments,
      experts: stacked,
      zeroAtInit: name === 'experts' ? zeroAtInit : 'no',
    };
  };
  const table = trained('table', [vocabulary, vocabulary]);
  const bias = trained('bias', [vocabulary]);
  const expertRows = trained('experts', [experts, vocabulary], { layer: 0, count: experts });
  const base: Variable = { name: 'base', kind: 'frozen', shape: [vocabulary], dtype: 'f32' };
  const counts: Variable = { name: 'stepCounts:0', kind: 'buffer', shape: [experts], dtype: 'f32' };
  const groups: ParameterGroup[] = [
    { name: 'matrices', tensors: [table, expertRows], rateMultiplier: 1, weightDecay: 0.01 },
    { name: 'vectors', tensors: [bias], rateMultiplier: 0.5, weightDecay: 0 },
  ];

  const losses = (graph: Graph): Tensor => {
    const rows = add(gatherRows(graph.variable(table.parameter), graph.input('tokens', [tokens], 'i32')), graph.variable(bias.parameter));
    const mixed = add(rows, gatherRows(graph.variable(expertRows.parameter), graph.input('expertOf', [tokens], 'i32')));
    return crossEntropy(add(mixed, graph.variable(base)), graph.input('targets', [tokens], 'i32'));
  };
  const forwardBackward = createGraph('forwardBackward');
  const weights = forwardBackward.input('weights', [tokens]);
  const loss = sumAll(mul(losses(forwardBackward), weights));
  forwardBackward.output('loss', loss);
  const all = groups.flatMap(({ tensors }) => tensors);
  const flowing = gradients(
    loss,
    all.map(({ parameter }) => forwardBackward.variable(parameter)),
  );
  for (const [i, { parameter, gradient }] of all.entries()) {
    if (parameter.name !== quiet) accumulate(forwardBackward.variable(gradient), flowing[i] as Tensor);
  }
  countPairs(forwardBackward, { tokens, weights, counts });

  const evaluate = createGraph('evaluate');
  evaluate.output('losses', losses(evaluate));
  evaluate.output('expertIds:0', reshape(evaluate.input('expertOf', [tokens], 'i32'), [tokens, 1]));

  // A planted frozen tensor has a part in the norm, as it would have, but in no update.
  const updated = groups.map((group) => ({ ...group, tensors: group.tensors.filter(({ parameter }) => parameter.name !== frozen) }));
  const { gradientNorm } = updatePrograms(groups, [], optimizers[optimizer]);
  const updates = updatePrograms(updated, [counts], optimizers[optimizer]);
  const zero = { kind: 'zero' } as const;
  return {
    programs: { forwardBackward, evaluate, ...updates, gradientNorm: gradientNorm as Graph },
    variables: [base, counts, ...all.map(({ parameter }) => parameter)].map((variable) => ({ variable, source: zero })),
    groups,
    routers: [{ layer: 0, experts, topK: 1 }],
    auxiliary: {},
    config: {} as TrainingPrograms['config'],
    optimizer,
    notes: [],
    batchShape: { microBatch, sequence },
  };
}

function countPairs(graph: Graph, about: { readonly tokens: number; readonly weights: Tensor; readonly counts: Variable }): void {
  const chosen = oneHot(graph.input('expertOf', [about.tokens], 'i32'), experts);
  const share = graph.input('tokenShare', [about.tokens]);
  const countOf = (included: Tensor): Tensor => sumTo(mul(chosen, reshape(included, [about.tokens, 1])), [experts]);
  const counts = countOf(step(share));
  graph.output('counts:0', counts);
  accumulate(graph.variable(about.counts), counts);
  graph.output('trainedCounts:0', countOf(step(about.weights)));
  graph.output('entropy:0', sumAll(share));
}

/** Experts by token; `only` sends every token to those below it. */
export function tinyInputs(batch: Batch, totals: { readonly trainedTokens: number; readonly realTokens: number }, only = experts): Record<string, TensorData> {
  return {
    tokens: batch.tokens,
    targets: batch.targets,
    weights: batch.weights.map((weight) => weight / totals.trainedTokens),
    tokenShare: Float32Array.from(batch.segments, (segment) => (segment > 0 ? 1 / totals.realTokens : 0)),
    expertOf: batch.tokens.map((token) => token % only),
  };
}

/** Sequences of a fixed rule, learnable by the table; the first token of each is not trained. */
export function tinySamples(count: number, length = 8): readonly Sample[] {
  return Array.from({ length: count }, (_, row) => ({
    tokens: Int32Array.from({ length }, (_, i) => (row * 2 + i * 3) % vocabulary),
    trained: Uint8Array.from({ length }, (_, i) => (i > 0 ? 1 : 0)),
    task: row % 2 === 0 ? 'even' : 'odd',
    file: 'tiny.jsonl',
    line: row + 1,
  }));
}

/** A session with drawn parameters; the reference keeps f64, so parameters are rounded to what a checkpoint would hold. */
export function tinySession(programs: TrainingPrograms): ReferenceSession {
  const session = createReferenceExecutor().compile(programs.programs);
  const stream = randomStream(5, 'tiny');
  for (const [place, { tensors }] of programs.groups.entries()) {
    for (const [i, { parameter }] of tensors.entries()) {
      const values = session.values(parameter);
      for (let at = 0; at < values.length; at++) values[at] = Math.fround(0.1 * stream.normal(place * 10 + i, at));
    }
  }
  return session;
}

/** The same session with variables rounded to f32 after every program, as executors hold them that compute in f32. */
export function storedAsFloat32(session: ReferenceSession): Session {
  return {
    ...session,
    run(program, inputs) {
      const outputs = session.run(program, inputs);
      for (const variable of session.variables) session.write(variable, session.read(variable));
      return outputs;
    },
  };
}
