/** Where tokens went: MoE layers, how many experts there are, and what share each expert had of a text. */
import type { ChatToken } from '../../../shared/api/chat.ts';
import type { Answer } from '../../stores/conversations/conversation.ts';

export interface LayerShares {
  readonly layer: number;
  /** By expert: of a text they add up to 1; of one token they are the weights its experts' outputs were multiplied with. */
  readonly shares: readonly number[];
}

export interface ExpertWeight {
  readonly expert: number;
  readonly weight: number;
}

/** Layers with a router, ascending. */
export function routedLayers(tokens: readonly ChatToken[]): readonly number[] {
  return (tokens.find(({ routing }) => routing !== undefined && routing.length > 0)?.routing ?? []).map(({ layer }) => layer);
}

/** One more than the highest expert that any token went to, of answers and of what was asked. */
export function seenExperts(answers: readonly Pick<Answer, 'tokens' | 'promptTokens'>[]): number {
  let highest = -1;
  for (const { routing } of answers.flatMap(({ promptTokens, tokens }) => [...promptTokens, ...tokens]))
    for (const { experts } of routing ?? []) for (const expert of experts) highest = Math.max(highest, expert);
  return highest + 1;
}

/** Each expert's share of the mixing weights, layer by layer. */
export function expertShares(tokens: readonly ChatToken[], experts: number): readonly LayerShares[] {
  const sums = new Map(routedLayers(tokens).map((layer) => [layer, new Array<number>(experts).fill(0)]));
  for (const { routing } of tokens) {
    for (const { layer, experts: chosen, weights } of routing ?? []) {
      const ofLayer = sums.get(layer) ?? [];
      for (const [i, expert] of chosen.entries()) ofLayer[expert] = (ofLayer[expert] ?? 0) + (weights[i] ?? 0);
    }
  }
  return [...sums].map(([layer, ofLayer]) => {
    const total = ofLayer.reduce((sum, share) => sum + share, 0);
    return { layer, shares: total === 0 ? ofLayer : ofLayer.map((share) => share / total) };
  });
}

export function tokenWeights({ routing = [] }: ChatToken, experts: number): readonly LayerShares[] {
  return routing.map(({ layer, experts: chosen, weights }) => ({
    layer,
    shares: Array.from({ length: experts }, (_, expert) => weights[chosen.indexOf(expert)] ?? 0),
  }));
}

/** The `most` heaviest, heaviest first; none that has nothing. */
export function heaviest(shares: readonly number[], most: number): readonly ExpertWeight[] {
  return shares
    .map((weight, expert) => ({ expert, weight }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, most);
}
