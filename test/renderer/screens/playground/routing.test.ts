import { describe, expect, it } from 'vitest';
import { expertShares, heaviest, routedLayers, seenExperts, tokenWeights } from '../../../../src/renderer/screens/playground/routing.ts';
import type { ChatToken } from '../../../../src/shared/api/chat.ts';

const tokens: readonly ChatToken[] = [
  {
    id: 1,
    text: 'a',
    prompt: false,
    routing: [
      { layer: 1, experts: [0, 2], weights: [0.75, 0.25] },
      { layer: 3, experts: [1, 0], weights: [0.5, 0.5] },
    ],
  },
  {
    id: 2,
    text: 'b',
    prompt: false,
    routing: [
      { layer: 1, experts: [2, 0], weights: [0.75, 0.25] },
      { layer: 3, experts: [1, 2], weights: [1, 0] },
    ],
  },
];
const dense: ChatToken = { id: 3, text: 'x', prompt: false };

describe('routing of an answer', () => {
  it('adds up each layer to the whole', () => {
    expect(routedLayers(tokens)).toEqual([1, 3]);
    expect(seenExperts([{ promptTokens: [], tokens }])).toBe(3);
    expect(expertShares(tokens, 3)).toEqual([
      { layer: 1, shares: [0.5, 0, 0.5] },
      { layer: 3, shares: [0.25, 0.75, 0] },
    ]);
  });

  it('is empty for a dense model', () => {
    expect(routedLayers([dense])).toEqual([]);
    expect(seenExperts([{ promptTokens: [dense], tokens: [dense] }])).toBe(0);
    expect(expertShares([dense], 0)).toEqual([]);
  });
});

describe('routing of a token', () => {
  it('has the weight of each expert, whatever they add up to', () => {
    const unnormalised: ChatToken = { ...dense, routing: [{ layer: 2, experts: [3, 1], weights: [0.4, 0.1] }] };
    expect(tokenWeights(unnormalised, 4)).toEqual([{ layer: 2, shares: [0, 0.1, 0, 0.4] }]);
    expect(tokenWeights(dense, 4)).toEqual([]);
  });

  it('has every expert also where only what was asked went to it', () => {
    const asked: ChatToken = { ...dense, prompt: true, routing: [{ layer: 1, experts: [7, 0], weights: [0.6, 0.4] }] };
    const experts = seenExperts([
      { promptTokens: [asked], tokens: [] },
      { promptTokens: [], tokens },
    ]);
    expect(experts).toBe(8);
    expect(heaviest(tokenWeights(asked, experts)[0]?.shares ?? [], 2)).toEqual([
      { expert: 7, weight: 0.6 },
      { expert: 0, weight: 0.4 },
    ]);
  });

  it('is told by the heaviest experts', () => {
    expect(heaviest([0, 0.1, 0, 0.4, 0.2], 2)).toEqual([
      { expert: 3, weight: 0.4 },
      { expert: 4, weight: 0.2 },
    ]);
    expect(heaviest([0, 1, 0], 2)).toEqual([{ expert: 1, weight: 1 }]);
  });
});
