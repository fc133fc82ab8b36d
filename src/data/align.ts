/** Which token covers which bytes of a text: by laying the tokens' own bytes along it. */
import type { TextRange, Tokenizer } from './data.ts';

const SPACE = 0x20;

/**
 * @returns for each token the end of its bytes in the text (UTF-8); undefined where the tokens do not spell the text, as
 *   when the tokenizer normalised it. A space that the tokenizer put before a word of its own accord has no bytes.
 */
export function tokenEnds(tokenizer: Tokenizer, ids: readonly number[], bytes: Uint8Array): Int32Array | undefined {
  const ends = new Int32Array(ids.length);
  let at = 0;
  for (const [index, id] of ids.entries()) {
    const piece = tokenizer.tokenBytes(id);
    if (startsAt(bytes, at, piece, 0)) at += piece.length;
    else if (piece[0] === SPACE && startsAt(bytes, at, piece, 1)) at += piece.length - 1;
    else return undefined;
    ends[index] = at;
  }
  return at === bytes.length ? ends : undefined;
}

function startsAt(bytes: Uint8Array, at: number, piece: Uint8Array, from: number): boolean {
  if (at + piece.length - from > bytes.length) return false;
  for (let i = from; i < piece.length; i++) if (bytes[at + i - from] !== piece[i]) return false;
  return true;
}

/** Ranges of a text in UTF-16 units → in UTF-8 bytes. @param ranges ascending, disjoint. */
export function byteRanges(text: string, ranges: readonly TextRange[]): TextRange[] {
  const encoder = new TextEncoder();
  let position = 0;
  let bytes = 0;
  const advance = (to: number): number => {
    bytes += encoder.encode(text.slice(position, to)).length;
    position = to;
    return bytes;
  };
  return ranges.map(([start, end]) => [advance(start), advance(end)] as const);
}
