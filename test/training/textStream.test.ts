import { describe, expect, it } from 'vitest';
import { createTextStream } from '../../src/training/textStream.ts';

/** One token per byte: every character beyond ASCII comes in pieces. */
const decodeBytes = (ids: readonly number[]): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(ids));

function told(bytes: readonly number[]): readonly string[] {
  const stream = createTextStream(decodeBytes);
  return [...bytes.map(stream.push), stream.rest()];
}

describe('text told token by token', () => {
  it('never shows half a character', () => {
    expect(told([...new TextEncoder().encode('aé😀b')])).toEqual(['a', '', 'é', '', '', '', '😀', 'b', '']);
  });

  it('joins to exactly what decoding at once gives, over many windows', () => {
    const text = 'Grüße, κόσμε 世界 — 👩‍👩‍👧 ok. '.repeat(20);
    const pieces = told([...new TextEncoder().encode(text)]);
    expect(pieces.join('')).toBe(text);
    expect(pieces.some((piece) => piece.includes('\uFFFD'))).toBe(false);
  });

  it('shows a mark for bytes that are no character, once that is certain', () => {
    const bytes = [0x61, 0xf0, 0x9f, 0x62, 0xff];
    expect(told(bytes)).toEqual(['a', '', '', '\uFFFDb', '', '\uFFFD']);
    expect(told(bytes).join('')).toBe(decodeBytes(bytes));
  });
});
