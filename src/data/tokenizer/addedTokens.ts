/**
 * Added tokens: pieces of text that the tokenizer reads as one id before anything else. Those that steer the model (ends
 * of turns, begin of text) are called special here, whether or not the file flags them: a user's own text must not make them.
 */
import type { TextRange } from '../data.ts';
import type { AddedTokenJson } from './tokenizerJson.ts';

/** Flagged, or written like markup: some checkpoints forget the flag (llama.cpp reads them the same way). */
export function isSpecialToken(token: AddedTokenJson): boolean {
  return token.special === true || /^<\|.*\|>$/s.test(token.content);
}

/** Matches the tokens' texts, the longest at each place; undefined where there are none. */
export function tokenPattern(contents: readonly string[]): RegExp | undefined {
  const texts = contents.filter((content) => content !== '').sort((a, b) => b.length - a.length);
  if (texts.length === 0) return undefined;
  return new RegExp(texts.map((content) => content.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|'), 'gu');
}

export function findAll(pattern: RegExp | undefined, text: string): TextRange[] {
  if (!pattern) return [];
  return Array.from(text.matchAll(pattern), (match) => [match.index, match.index + match[0].length] as const);
}

/** Whether splitting at the tokens' texts alone is what the tokenizer does: no trimming around them, no normalising before. */
export function plainSplitting(tokens: readonly AddedTokenJson[], normalizes: boolean): boolean {
  return tokens.every((token) => !token.lstrip && !token.rstrip && !token.single_word && !(normalizes && (token.normalized ?? !token.special)));
}
