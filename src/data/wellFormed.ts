/** Lone surrogates ("\ud83d" in JSON) are no Unicode text; tokenizers and UTF-8 turn them into U+FFFD, and so do we, once and early. */
const loneSurrogate = /\p{Surrogate}/gu;

/** `text` with every lone surrogate replaced by U+FFFD. */
export function wellFormed(text: string): string {
  return text.replace(loneSurrogate, '\uFFFD');
}

export function hasLoneSurrogate(text: string): boolean {
  return text.search(loneSurrogate) >= 0;
}
