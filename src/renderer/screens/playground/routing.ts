/** Where tokens went: MoE layers, how many experts there are, and what share each expert had of a text. */
import type { ChatToken } from '../../../shared/api/chat.ts';

export interface LayerShares {
  readonly layer: number;
  /** By expert; they add up to 1. */
  readonly shares: readonly number[];
}

/** Layers with a router, ascending. */
export function routedLayers(tokens: readonly ChatToken[]): readonly number[] {
  return (tokens.find(({ routing }) => routing !== undefined && routing.length > 0)?.routing ?? []).map(({ layer }) => layer);
}

/** One more than the highest expert that any token went to. */
export function seenExperts(tokens: readonly ChatToken[]): number {
  let highest = -1;
  for (const { routing } of tokens) for (const { experts } of routing ?? []) highest = Math.max(highest, ...experts);
  return highest + 1;
}

/** Each expert's share of the mixing weights, layer by layer. */
export function expertShares(tokens: readonly ChatToken[], experts: number): readonly LayerShares[] {
  return routedLayers(tokens).map((layer) => {
    const sums = new Array<number>(experts).fill(0);
    for (const { routing } of tokens) {
      const at = routing?.find((each) => each.layer === layer);
      at?.experts.forEach((expert, i) => {
        sums[expert] = (sums[expert] ?? 0) + (at.weights[i] ?? 0);
      });
    }
    const total = sums.reduce((sum, share) => sum + share, 0);
    return { layer, shares: total === 0 ? sums : sums.map((share) => share / total) };
  });
}
