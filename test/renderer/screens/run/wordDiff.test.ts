import { describe, expect, it } from 'vitest';
import { wordDiff } from '../../../../src/renderer/screens/run/wordDiff.ts';

const side = (parts: ReturnType<typeof wordDiff>, without: 'added' | 'removed'): string =>
  parts.flatMap(({ kind, text }) => (kind === without ? [] : [text])).join('');

describe('the difference of two answers', () => {
  it('marks words that came and went', () => {
    expect(wordDiff('the cat sat down', 'the dog sat')).toEqual([
      { text: 'the ', kind: 'same' },
      { text: 'cat', kind: 'removed' },
      { text: 'dog', kind: 'added' },
      { text: ' sat', kind: 'same' },
      { text: ' down', kind: 'removed' },
    ]);
    expect(wordDiff('a b', 'a b')).toEqual([{ text: 'a b', kind: 'same' }]);
    expect(wordDiff('', 'new')).toEqual([{ text: 'new', kind: 'added' }]);
  });

  it('loses nothing of either text, spaces and line breaks included', () => {
    const [before, after] = ['one  two\nthree four ', ' one two\n\nfour five'];
    const parts = wordDiff(before, after);
    expect(side(parts, 'added')).toBe(before);
    expect(side(parts, 'removed')).toBe(after);
    const long = 'word '.repeat(3000);
    expect(side(wordDiff(long, 'short'), 'removed')).toBe('short');
  });
});
