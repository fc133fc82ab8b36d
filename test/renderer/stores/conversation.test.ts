import { describe, expect, it } from 'vitest';
import {
  type Exchange,
  hasSettled,
  isAnswering,
  messagesFor,
  newAnswer,
  newExchange,
  stopped,
  withItem,
  withLastAnswers,
} from '../../../src/renderer/stores/conversations/conversation.ts';
import type { ChatToken } from '../../../src/shared/api/chat.ts';

const token = (text: string, prompt = false): ChatToken => ({ id: 1, text, prompt });
const answered = (text: string): Exchange['answers'] => ({ first: withItem(newAnswer('m', ''), { type: 'tokens', tokens: [token(text)] }) });

describe('a conversation', () => {
  it('shows a lane its own answers only, the system message first', () => {
    const exchanges: readonly Exchange[] = [
      { id: 1, prompt: 'one', answers: answered('eins') },
      { id: 2, prompt: 'two', answers: {} },
      { id: 3, prompt: 'three', answers: {} },
    ];
    expect(messagesFor(exchanges, { lane: 'first', system: 'be short' })).toEqual([
      { role: 'system', content: 'be short' },
      { role: 'user', content: 'one' },
      { role: 'assistant', content: 'eins' },
      { role: 'user', content: 'three' },
    ]);
    expect(messagesFor(exchanges, { lane: 'second', system: ' ' })).toEqual([{ role: 'user', content: 'three' }]);
  });

  it('keeps prompt and answer tokens apart and settles at the end', () => {
    const streaming = withItem(newAnswer('m', 'loading'), { type: 'tokens', tokens: [token('ask', true), token('say')] });
    expect(streaming.promptTokens.map(({ text }) => text)).toEqual(['ask']);
    expect(streaming.tokens.map(({ text }) => text)).toEqual(['say']);
    expect(hasSettled(streaming)).toBe(false);
    expect(hasSettled(withItem(streaming, { type: 'end', end: 'stop', tokens: 1, promptTokens: 1, tokensPerSecond: 3 }))).toBe(true);
  });

  it('is asked of everyone, who answer in turn', () => {
    const models = [
      { lane: 'a', model: 'A' },
      { lane: 'b', model: 'B' },
    ];
    const { answers } = newExchange({ id: 1, prompt: 'why?', models, waitsFor: 'Opening the model' });
    expect(Object.entries(answers).map(([lane, { model, phase }]) => [lane, model, phase])).toEqual([
      ['a', 'A', 'Opening the model'],
      ['b', 'B', 'Waits for the other answer'],
    ]);
  });

  it('changes answers to the last prompt alone, one or all', () => {
    const exchanges: readonly Exchange[] = [
      { id: 1, prompt: 'one', answers: answered('a') },
      { id: 2, prompt: 'two', answers: { ...answered('b'), second: newAnswer('n', '') } },
    ];
    const statuses = (list: readonly Exchange[]): unknown => list.map(({ answers }) => Object.values(answers).map(({ status }) => status));
    const one = withLastAnswers(exchanges, 'second', stopped);
    expect(statuses(one)).toEqual([['streaming'], ['streaming', 'stopped']]);
    expect(one[0]).toBe(exchanges[0]);
    const all = withLastAnswers(exchanges, undefined, stopped);
    expect(statuses(all)).toEqual([['streaming'], ['stopped', 'stopped']]);
    expect([exchanges, one, all, []].map(isAnswering)).toEqual([true, true, false, false]);
    expect(withLastAnswers([], undefined, stopped)).toEqual([]);
  });
});
