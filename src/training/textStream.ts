/** Text of a growing list of tokens, told piece by piece: never half a character, and joined exactly what decoding all at once gives. */

export interface TextStream {
  /** What the token adds to the text; empty while it is only a part of a character. */
  push(id: number): string;
  /** What was held back and will not be completed. */
  rest(): string;
}

/** Tokens decoded anew with each one that comes, at most; a long text must not be decoded whole every time. */
const windowTokens = 16;
/** Of them, those kept as context for the next: the first piece of a text may be decoded otherwise than the same in the middle. */
const contextTokens = 4;

export function createTextStream(decode: (ids: readonly number[]) => string): TextStream {
  let window: readonly number[] = [];
  let shown = 0;
  return {
    push(id) {
      window = [...window, id];
      const text = decode(window);
      // A character that lacks bytes is decoded to this mark until they come.
      const settled = text.replace(/\uFFFD+$/, '');
      const added = settled.slice(shown);
      shown = Math.max(shown, settled.length);
      if (settled.length === text.length && window.length >= windowTokens) {
        window = window.slice(-contextTokens);
        shown = decode(window).length;
      }
      return added;
    },
    rest() {
      const held = decode(window).slice(shown);
      shown += held.length;
      return held;
    },
  };
}
