/** Splits samples into training and evaluation by their content: the same rows always fall the same way, and copies of a row on one side. */
import { randomStream } from '../shared/random.ts';
import type { Sample } from './data.ts';
import { sha256Hex } from './sha256.ts';

export interface Split {
  readonly train: readonly Sample[];
  readonly evaluation: readonly Sample[];
}

/** @param share of the samples for evaluation, 0..1; above 0 at least one distinct row goes there, and one always stays. */
export function splitSamples(samples: readonly Sample[], share: number, seed: number): Split {
  if (share <= 0) return { train: samples, evaluation: [] };
  const sizes = new Map<string, number>();
  const keys = samples.map(groupOf);
  for (const key of keys) sizes.set(key, (sizes.get(key) ?? 0) + 1);
  const stream = randomStream(seed, 'split');
  const ranked = [...sizes.keys()]
    .map((key) => ({ key, rank: stream.uniform(0, Number.parseInt(key.slice(0, 13), 16)) }))
    .sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : 1));
  const wanted = Math.round(samples.length * share);
  const chosen = new Set<string>();
  let taken = 0;
  for (const { key } of ranked.slice(0, -1)) {
    if (chosen.size > 0 && taken >= wanted) break;
    chosen.add(key);
    taken += sizes.get(key) ?? 0;
  }
  return {
    train: samples.filter((_, i) => !chosen.has(keys[i] as string)),
    evaluation: samples.filter((_, i) => chosen.has(keys[i] as string)),
  };
}

function groupOf(sample: Sample): string {
  return sample.group ?? sha256Hex(sample.tokens.join(','));
}
