// @ts-check
/** Seeded choices for the generators; the package's own Philox is TypeScript, which Node 20 cannot import. */

/**
 * @typedef {object} Random
 * @property {(n: number) => number} below an integer in 0..n-1
 * @property {<T>(list: readonly T[]) => T} pick
 * @property {<T>(list: readonly T[]) => T[]} shuffle a shuffled copy
 */

/**
 * A stream that depends on its key alone, so document 7 is the same whether or not documents 1..6 were made.
 * @param {...(number | string)} key
 * @returns {Random}
 */
export function randomFor(...key) {
  let state = hash(key.join('/'));
  // Mulberry32 (Tommy Ettinger, public domain): 32 bits of state are plenty for one document.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  /** @param {number} n */
  const below = (n) => Math.floor(next() * n);
  return {
    below,
    pick: (list) => /** @type {any} */ (list[below(list.length)]),
    shuffle(list) {
      const copy = [...list];
      for (let i = copy.length - 1; i > 0; i--) {
        const j = below(i + 1);
        [copy[i], copy[j]] = [/** @type {any} */ (copy[j]), /** @type {any} */ (copy[i])];
      }
      return copy;
    },
  };
}

/**
 * FNV-1a with a final mix, so that neighbouring keys start far apart.
 * @param {string} text
 */
function hash(text) {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
