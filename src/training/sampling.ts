/** Choosing the next token from a row of logits: greedy, or temperature, then top-k, then top-p, as transformers orders them. */
import { MixwrightError } from '../shared/errors.ts';
import type { Sampling } from '../shared/jobs.ts';

export type SamplingRule = Pick<Sampling, 'temperature' | 'topK' | 'topP'>;

/**
 * @param logits [V]
 * @param uniform in [0, 1): the draw; greedy choice (temperature 0) does not look at it, the lowest id wins ties.
 * @throws MixwrightError NOT_FINITE when no logit is a number.
 */
export function sampleToken(logits: Float32Array, { temperature, topK, topP }: SamplingRule, uniform: number): number {
  const best = highest(logits);
  if (temperature === 0 || topK === 1) return best;
  const candidates = ranked(logits, topK);
  const peak = logits[best] as number;
  const weights = Float64Array.from(candidates, (id) => Math.exp(((logits[id] as number) - peak) / temperature));
  const kept = nucleus(weights, topP);
  let rest = uniform * weights.subarray(0, kept).reduce((sum, weight) => sum + weight, 0);
  for (let i = 0; i < kept; i++) {
    rest -= weights[i] as number;
    if (rest < 0) return candidates[i] as number;
  }
  return candidates[kept - 1] as number;
}

function highest(logits: Float32Array): number {
  let best = -1;
  for (let id = 0; id < logits.length; id++) {
    const logit = logits[id] as number;
    if (Number.isNaN(logit)) throw notNumbers();
    if (best < 0 || logit > (logits[best] as number)) best = id;
  }
  if (best < 0 || !Number.isFinite(logits[best])) throw notNumbers();
  return best;
}

function notNumbers(): MixwrightError {
  return new MixwrightError('NOT_FINITE', 'expected the model to give finite logits, got NaN or infinity', {
    hint: 'its weights hold numbers that are none; check the checkpoint with "mixwright verify"',
  });
}

/** Ids from the highest logit down, the lower id first among equals; only the first `topK` of them, 0: all. */
function ranked(logits: Float32Array, topK: number): Uint32Array {
  const ids = Uint32Array.from(logits.keys()).sort((a, b) => (logits[b] as number) - (logits[a] as number) || a - b);
  return topK === 0 ? ids : ids.subarray(0, topK);
}

/** How many of the falling weights it takes to reach the share `topP`; at least one. */
function nucleus(weights: Float64Array, topP: number): number {
  if (topP >= 1) return weights.length;
  const wanted = topP * weights.reduce((sum, weight) => sum + weight, 0);
  let reached = 0;
  for (let i = 0; i < weights.length; i++) {
    reached += weights[i] as number;
    if (reached >= wanted) return i + 1;
  }
  return weights.length;
}
