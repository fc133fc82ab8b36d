/** Logits of a model for short token sequences: what receipts, proofs and `logits` compare. */
import type { attachMethods } from '../../compile/attachMethods.ts';
import { evaluationInputs } from '../../compile/batchInputs.ts';
import { type CompiledModel, windowsOf } from '../../compile/context.ts';
import { modelVariables } from '../../compile/modelVariables.ts';
import { logitsProgram } from '../../compile/scoring.ts';
import type { Executor, TensorData } from '../../engine/executors/executor.ts';
import { MixwrightError } from '../../shared/errors.ts';
import type { JobControl } from '../../shared/progress.ts';
import { loadVariables } from './loadVariables.ts';
import type { OpenModel } from './model.ts';

/** A model as programs see it: its own variables and whatever a run attached. */
export function compiledModel(model: OpenModel): CompiledModel {
  const attached = model.attached ?? plain;
  return { config: model.config, variables: modelVariables(model, attached, model.frozenDtype), sites: attached.sites };
}

const plain: ReturnType<typeof attachMethods> = {
  trains: new Set(),
  adds: [],
  sites: { linear: new Map(), ffn: new Map() },
  losses: [],
  materialise: null,
  notes: [],
};

interface Surroundings {
  readonly executor: Executor;
  readonly control: JobControl;
}

export interface Scored {
  /** [length, V] */
  readonly logits: Float32Array;
  /** Experts chosen by each router in turn, [length, k] each; empty for a dense model. */
  readonly experts: readonly Int32Array[];
}

/** Sequences of token ids, of any lengths → logits [length, V] of each. */
export async function scoreSequences(
  model: OpenModel,
  sequences: readonly (readonly number[])[],
  surroundings: Surroundings,
): Promise<readonly Float32Array[]> {
  return (await scoreWithRouting(model, sequences, surroundings)).map(({ logits }) => logits);
}

export async function scoreWithRouting(
  model: OpenModel,
  sequences: readonly (readonly number[])[],
  { executor, control }: Surroundings,
): Promise<readonly Scored[]> {
  for (const id of sequences.flat()) {
    if (!Number.isInteger(id) || id < 0 || id >= model.config.vocabSize) {
      throw new MixwrightError('BAD_USAGE', `token id ${id} is outside the vocabulary`, { field: 'tokens', hint: `ids are 0 … ${model.config.vocabSize - 1}` });
    }
  }
  const length = Math.max(...sequences.map((tokens) => tokens.length));
  const compiled = compiledModel(model);
  const session = executor.compile({ logits: logitsProgram(compiled, { microBatch: 1, sequence: length }) });
  try {
    await loadVariables(session, [...compiled.variables.values()], model, control);
    return sequences.map((tokens) => {
      control.signal.throwIfAborted();
      const { targets: _, ...inputs } = evaluationInputs(singleSequence(tokens, length), windowsOf(model.config));
      const outputs = session.run('logits', inputs);
      const rows = (name: string): TensorData => outputs[name]?.slice(0, tokens.length * ((outputs[name]?.length ?? 0) / length)) ?? new Float32Array();
      const routers = Object.keys(outputs).filter((name) => name.startsWith('expertIds:'));
      return { logits: rows('logits') as Float32Array, experts: routers.map((name) => rows(name) as Int32Array) };
    });
  } finally {
    session.dispose();
  }
}

function singleSequence(tokens: readonly number[], length: number): Parameters<typeof evaluationInputs>[0] {
  const padded = Int32Array.from({ length }, (_, i) => tokens[i] ?? 0);
  const segments = Int32Array.from({ length }, (_, i) => (i < tokens.length ? 1 : 0));
  return {
    microBatch: 1,
    sequence: length,
    tokens: padded,
    targets: new Int32Array(length),
    weights: new Float32Array(length),
    positions: Int32Array.from({ length }, (_, i) => i),
    segments,
    tasks: [],
    sources: [],
    realTokens: tokens.length,
    trainedTokens: 0,
  };
}

export interface LogitDifference {
  /** max|a-b| / max|b| over the compared positions. */
  readonly max: number;
  /** mean|a-b| / max|b|. */
  readonly mean: number;
}

/** How far `a` is from the reference `b`, over all positions of all sequences. */
export function logitDifference(a: readonly Float32Array[], b: readonly Float32Array[]): LogitDifference {
  let largest = 0;
  let worst = 0;
  let total = 0;
  let count = 0;
  for (const [i, reference] of b.entries()) {
    for (let at = 0; at < reference.length; at++) {
      const distance = Math.abs((a[i]?.[at] ?? Number.NaN) - (reference[at] as number));
      if (Number.isNaN(distance)) return { max: Number.POSITIVE_INFINITY, mean: Number.POSITIVE_INFINITY };
      worst = Math.max(worst, distance);
      largest = Math.max(largest, Math.abs(reference[at] as number));
      total += distance;
      count++;
    }
  }
  return { max: worst / largest, mean: total / Math.max(1, count) / largest };
}

/** Share of the (token, layer) decisions in which the two chose another set of experts; null without routers. */
export function flippedShare(a: readonly Scored[], b: readonly Scored[], topK: number): number | null {
  let flips = 0;
  let decisions = 0;
  for (const [i, { experts }] of b.entries()) {
    for (const [router, ids] of experts.entries()) {
      const others = a[i]?.experts[router];
      for (let start = 0; start < ids.length; start += topK) {
        decisions++;
        const chosen = new Set(others?.subarray(start, start + topK));
        if (ids.subarray(start, start + topK).some((id) => !chosen.has(id))) flips++;
      }
    }
  }
  return decisions === 0 ? null : flips / decisions;
}

/** Perplexity of a model's logits on the very tokens they were made from. */
export function perplexityOn(sequences: readonly (readonly number[])[], scored: readonly Scored[]): number {
  let total = 0;
  let count = 0;
  for (const [i, tokens] of sequences.entries()) {
    const { logits } = scored[i] as Scored;
    const width = logits.length / tokens.length;
    for (let at = 0; at + 1 < tokens.length; at++) {
      const row = logits.subarray(at * width, (at + 1) * width);
      const top = row.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
      total += top + Math.log(row.reduce((sum, value) => sum + Math.exp(value - top), 0)) - (row[tokens[at + 1] as number] as number);
      count++;
    }
  }
  return Math.exp(total / Math.max(1, count));
}

/** A few fixed token sequences that any vocabulary has: what two models are compared on when there is no text. */
export function probeSequences(
  vocabSize: number,
  { sequences, length }: { readonly sequences: number; readonly length: number },
): readonly (readonly number[])[] {
  // A linear congruence visits the vocabulary evenly and is the same everywhere.
  return Array.from({ length: sequences }, (_, s) => Array.from({ length }, (__, i) => (s * 7919 + i * 104729 + ((i * i) % 31) * 13) % vocabSize));
}
