/** Health of the routers over one step, from the counts that forward-backward gives. */
import type { RouterInfo } from '../compile/programs.ts';
import type { RouterMetric } from '../shared/run.ts';

/** Below this share of the mean load an expert counts as dead. */
const deadLoad = 0.01;

/** The step's sums for one router. */
export interface RouterCounts {
  /** (token, slot) pairs by expert, over real tokens. */
  readonly pairs: Float64Array;
  /** Of these, the pairs whose token the loss looks at. */
  readonly trainedPairs: Float64Array;
  /** Mean entropy over real tokens, in nats. */
  readonly entropy: number;
}

export function routerMetric({ layer, experts }: RouterInfo, { pairs, entropy }: RouterCounts): RouterMetric {
  const total = pairs.reduce((sum, count) => sum + count, 0);
  const load = Array.from(pairs, (count) => (total === 0 ? 0 : (count / total) * experts));
  return { layer, load, maxViolation: Math.max(...load) - 1, deadExperts: load.filter((share) => share < deadLoad).length, entropy };
}
