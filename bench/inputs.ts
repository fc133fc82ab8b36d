/** Random weights and one random batch: speed does not depend on their values, memory and routing only a little. */
import type { ModelVariable } from '../src/compile/programs.ts';
import type { Batch } from '../src/data/data.ts';
import type { Session } from '../src/engine/executors/executor.ts';
import { elementCount } from '../src/engine/shape.ts';
import { randomStream } from '../src/shared/random.ts';

/** Normal with σ = 0.02 for matrices and ones for norms, written tensor by tensor. */
export function writeRandomWeights(session: Session, variables: readonly ModelVariable[]): void {
  variables.forEach(({ variable, source }, i) => {
    if (source.kind === 'zero') return;
    const stream = randomStream(1, `weights ${i}`);
    const ones = variable.shape.length === 1;
    const value = source.kind === 'initial' ? source.value : (index: number) => (ones ? 1 : stream.normal(0, index) * 0.02);
    session.write(variable, new Uint8Array(Float32Array.from({ length: elementCount(variable.shape) }, (_, index) => value(index)).buffer));
  });
}

export function randomBatch(microBatch: number, sequence: number, vocabulary: number): Batch {
  const stream = randomStream(1, 'tokens');
  const size = microBatch * sequence;
  const tokens = Int32Array.from({ length: size }, (_, i) => Math.floor(stream.uniform(0, i) * vocabulary));
  const last = (i: number): boolean => i % sequence === sequence - 1;
  return {
    microBatch,
    sequence,
    tokens,
    targets: tokens.map((_, i) => (last(i) ? 0 : (tokens[i + 1] as number))),
    weights: Float32Array.from(tokens, (_, i) => (last(i) ? 0 : 1)),
    positions: tokens.map((_, i) => i % sequence),
    segments: new Int32Array(size).fill(1),
    tasks: [],
    sources: [],
    realTokens: size,
    trainedTokens: size - microBatch,
  };
}
