/** A small packed batch with two segments in its first row and padding at the end of the second. */
import type { Batch } from '../../src/data/data.ts';
import { randomStream } from '../../src/shared/random.ts';

export function tinyBatch(microBatch: number, sequence: number, vocabulary: number, seed = 1): Batch {
  const stream = randomStream(seed, 'tiny batch');
  const size = microBatch * sequence;
  const border = Math.floor(sequence / 2) - 1;
  const segments = Int32Array.from({ length: size }, (_, i) => {
    const [row, at] = [Math.floor(i / sequence), i % sequence];
    if (row === 0) return at < border ? 1 : 2;
    return row === 1 && at >= sequence - 2 ? 0 : 1;
  });
  const tokens = Int32Array.from(segments, (segment, i) => (segment > 0 ? Math.floor(stream.uniform(0, i) * vocabulary) : 0));
  const follows = (i: number): boolean => (i + 1) % sequence !== 0 && (segments[i] as number) > 0 && segments[i + 1] === segments[i];
  const weights = Float32Array.from(tokens, (_, i) => (follows(i) ? 1 : 0));
  const starts = (i: number): number => (i % sequence === 0 || segments[i - 1] !== segments[i] ? i : starts(i - 1));
  return {
    microBatch,
    sequence,
    tokens,
    targets: tokens.map((_, i) => (follows(i) ? (tokens[i + 1] as number) : 0)),
    weights,
    positions: tokens.map((_, i) => i - starts(i)),
    segments,
    tasks: [],
    sources: [],
    realTokens: segments.filter((segment) => segment > 0).length,
    trainedTokens: weights.filter((weight) => weight > 0).length,
  };
}
