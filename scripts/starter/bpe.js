// @ts-check
/** Trains byte-level byte-pair merges (Sennrich et al., arXiv:1508.07909) over pre-tokenised text. */

/** @typedef {readonly [left: string, right: string]} Merge */

/** The 256 characters that stand for bytes in GPT-2's alphabet: visible Latin-1 is itself, the rest follows from U+0100 on. */
export const byteAlphabet = (() => {
  const isVisible = (/** @type {number} */ byte) => (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  let hidden = 0;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isVisible(byte) ? byte : 0x100 + hidden++));
})();

/**
 * @param {ReadonlyMap<string, number>} words how often each pre-token occurs
 * @param {number} count merges to find
 * @returns {readonly Merge[]} the most frequent pair first; of equally frequent ones, the one first in code-unit order
 */
export function trainMerges(words, count) {
  const encoder = new TextEncoder();
  const parts = [...words].map(([word, times]) => ({ times, symbols: Array.from(encoder.encode(word), (byte) => byteAlphabet[byte] ?? '') }));
  /** @type {Merge[]} */
  const merges = [];
  while (merges.length < count) {
    const best = mostFrequentPair(parts);
    if (!best) throw new Error(`expected ${count} merges, the text has only ${merges.length}`);
    merges.push(best);
    for (const part of parts) part.symbols = merge(part.symbols, best);
  }
  return merges;
}

/**
 * @param {readonly { times: number, symbols: readonly string[] }[]} parts
 * @returns {Merge | undefined}
 */
function mostFrequentPair(parts) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { times, symbols } of parts) {
    for (let i = 0; i + 1 < symbols.length; i++) {
      const pair = `${symbols[i]} ${symbols[i + 1]}`;
      counts.set(pair, (counts.get(pair) ?? 0) + times);
    }
  }
  let best = '';
  let most = 0;
  for (const [pair, times] of counts) {
    if (times > most || (times === most && pair < best)) [best, most] = [pair, times];
  }
  if (most === 0) return undefined;
  const [left = '', right = ''] = best.split(' ');
  return [left, right];
}

/**
 * @param {string[]} symbols
 * @param {Merge} pair
 */
function merge(symbols, [left, right]) {
  if (!symbols.includes(left)) return symbols;
  const merged = [];
  for (let i = 0; i < symbols.length; i++) {
    const isPair = symbols[i] === left && symbols[i + 1] === right;
    merged.push(isPair ? left + right : /** @type {string} */ (symbols[i]));
    if (isPair) i++;
  }
  return merged;
}
