import { describe, expect, it } from 'vitest';
import { type Exchange, hasSettled, messagesFor, newAnswer, withAnswer, withItem } from '../../../../src/renderer/screens/playground/conversation.ts';
import { expertShares, routedLayers, seenExperts } from '../../../../src/renderer/screens/playground/routing.ts';
import type { ChatToken } from '../../../../src/shared/api/chat.ts';

const token = (text: string, prompt = false): ChatToken => ({ id: 1, text, prompt });
const answered = (text: string): Exchange['answers'] => ({ first: withItem(newAnswer('m', ''), { type: 'tokens', tokens: [token(text)] }) });

describe('a conversation', () => {
  it('shows a lane its own answers only, the system message first', () => {
    const exchanges: readonly Exchange[] = [
      { prompt: 'one', answers: answered('eins') },
      { prompt: 'two', answers: {} },
      { prompt: 'three', answers: {} },
    ];
    expect(messagesFor(exchanges, { lane: 'first', index: 2, system: 'be short' })).toEqual([
      { role: 'system', content: 'be short' },
      { role: 'user', content: 'one' },
      { role: 'assistant', content: 'eins' },
      { role: 'user', content: 'three' },
    ]);
    expect(messagesFor(exchanges, { lane: 'second', index: 2, system: ' ' })).toEqual([{ role: 'user', content: 'three' }]);
  });

  it('keeps prompt and answer tokens apart and settles at the end', () => {
    const streaming = withItem(newAnswer('m', 'loading'), { type: 'tokens', tokens: [token('ask', true), token('say')] });
    expect(streaming.promptTokens.map(({ text }) => text)).toEqual(['ask']);
    expect(streaming.tokens.map(({ text }) => text)).toEqual(['say']);
    expect(hasSettled(streaming)).toBe(false);
    expect(hasSettled(withItem(streaming, { type: 'end', end: 'stop', tokens: 1, promptTokens: 1, tokensPerSecond: 3 }))).toBe(true);
  });

  it('changes one answer of one exchange, and can take it away', () => {
    const exchanges: readonly Exchange[] = [
      { prompt: 'one', answers: answered('a') },
      { prompt: 'two', answers: answered('b') },
    ];
    const without = withAnswer(exchanges, 1, 'first', () => undefined);
    expect(without[1]?.answers).toEqual({});
    expect(without[0]).toBe(exchanges[0]);
  });
});

describe('routing of an answer', () => {
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

  it('adds up each layer to the whole', () => {
    expect(routedLayers(tokens)).toEqual([1, 3]);
    expect(seenExperts(tokens)).toBe(3);
    expect(expertShares(tokens, 3)).toEqual([
      { layer: 1, shares: [0.5, 0, 0.5] },
      { layer: 3, shares: [0.25, 0.75, 0] },
    ]);
  });

  it('is empty for a dense model', () => {
    expect(routedLayers([token('x')])).toEqual([]);
    expect(seenExperts([token('x')])).toBe(0);
    expect(expertShares([token('x')], 0)).toEqual([]);
  });
});
