/** A stretch of text picked out of chunks while they stream past, with a limit on how much of it is held. */

/** UTF-16 units; longer rows are let go. */
export const MAX_ROW = 64 * 2 ** 20;

export interface Capture {
  readonly active: boolean;
  /** Begins at `index` of the chunk at hand. */
  begin(index: number): void;
  /** The chunk at hand is over. */
  carry(chunk: string): void;
  /** Ends before `index` of the chunk at hand. @returns the text, or null where it went beyond the limit. */
  finish(chunk: string, index: number): string | null;
  drop(): void;
  /** The last characters before `index`, for looking back at a key. */
  tail(chunk: string, index: number): string;
}

const TAIL = 400;

export function createCapture(): Capture {
  let parts: string[] = [];
  let length = 0;
  let start = -1;
  const add = (text: string): void => {
    length += text.length;
    if (length <= MAX_ROW) parts.push(text);
    else parts = [];
  };
  const clear = (): void => {
    parts = [];
    length = 0;
    start = -1;
  };
  return {
    get active() {
      return start >= 0;
    },
    begin(index) {
      clear();
      start = index;
    },
    carry(chunk) {
      if (start < 0) return;
      add(chunk.slice(start));
      start = 0;
    },
    finish(chunk, index) {
      add(chunk.slice(start, index));
      const text = length <= MAX_ROW ? parts.join('') : null;
      clear();
      return text;
    },
    drop: clear,
    tail(chunk, index) {
      const here = chunk.slice(Math.max(start, index - TAIL), index);
      return here.length >= TAIL ? here : (parts.at(-1) ?? '').slice(-TAIL) + here;
    },
  };
}
