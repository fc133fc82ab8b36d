/** A rendered chat → token ids with the loss mask. */
import { byteRanges, tokenEnds } from './align.ts';
import type { TextRange, Tokenizer } from './data.ts';
import type { RenderedChat } from './template/chatTemplate.ts';

export interface Masked {
  readonly tokens: readonly number[];
  /** 1 where the loss looks at the token. */
  readonly trained: Uint8Array;
}

type Text = Pick<RenderedChat, 'text' | 'trained' | 'literal'>;

/**
 * The text is tokenised whole, as at inference; a token that reaches into a trained span is trained (as transformers'
 * assistant masks have it). Only where tokens cannot be laid along the text are the spans tokenised by themselves.
 */
export function maskChat(tokenizer: Tokenizer, rendered: Text): Masked {
  return maskWhole(tokenizer, rendered) ?? maskWhole(tokenizer, normalised(rendered)) ?? maskPieces(tokenizer, rendered);
}

function maskWhole(tokenizer: Tokenizer, { text, trained: spans, literal }: Text): Masked | undefined {
  const tokens = encode(tokenizer, text, literal);
  const ends = tokenEnds(tokenizer, tokens, new TextEncoder().encode(text));
  if (!ends) return undefined;
  const trained = new Uint8Array(tokens.length);
  let index = 0;
  for (const [start, end] of byteRanges(text, spans)) {
    while (index < tokens.length && (ends[index] as number) <= start) index++;
    for (; index < tokens.length && (index === 0 ? 0 : (ends[index - 1] as number)) < end; index++) trained[index] = 1;
    // A token over the border between two spans touches both.
    if (index > 0 && (ends[index - 1] as number) > end) index--;
  }
  return { tokens, trained };
}

/** The same text as a tokenizer with an NFC normalizer sees it. */
function normalised({ text, trained, literal }: Text): Text {
  const borders = [...new Set([0, ...[...trained, ...literal].flat(), text.length])].sort((a, b) => a - b);
  const moved = new Map<number, number>([[0, 0]]);
  let result = '';
  for (let i = 1; i < borders.length; i++) {
    result += text.slice(borders[i - 1], borders[i]).normalize('NFC');
    moved.set(borders[i] as number, result.length);
  }
  const move = ([start, end]: TextRange): TextRange => [moved.get(start) as number, moved.get(end) as number];
  return { text: result, trained: trained.map(move), literal: literal.map(move) };
}

function maskPieces(tokenizer: Tokenizer, { text, trained: spans, literal }: Text): Masked {
  const tokens: number[] = [];
  const flags: number[] = [];
  const add = (start: number, end: number, flag: 0 | 1): void => {
    const inside = literal.filter((range) => range[0] >= start && range[1] <= end).map(([a, b]) => [a - start, b - start] as const);
    for (const id of encode(tokenizer, text.slice(start, end), inside)) {
      tokens.push(id);
      flags.push(flag);
    }
  };
  let done = 0;
  for (const [start, end] of spans) {
    add(done, start, 0);
    add(start, end, 1);
    done = end;
  }
  add(done, text.length, 0);
  return { tokens, trained: Uint8Array.from(flags) };
}

function encode(tokenizer: Tokenizer, text: string, literal: readonly TextRange[]): number[] {
  if (text === '') return [];
  return literal.length === 0 ? tokenizer.encode(text, true) : tokenizer.encodeWithLiterals(text, literal);
}
