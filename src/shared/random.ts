/**
 * Counter-based random numbers: Philox 4x32-10 (Salmon et al., SC 2011). The key is (seed, purpose), the counter
 * (step, index), so any number can be had without drawing those before it: resume, recomputation and parallel readers agree.
 */
export interface RandomStream {
  /** Uniform in [0, 1), 24 bits. */
  uniform(step: number, index: number): number;
  /** Standard normal (Box-Muller over one counter). */
  normal(step: number, index: number): number;
}

export function randomStream(seed: number, purpose: string): RandomStream {
  const key0 = seed >>> 0;
  const key1 = (hash32(purpose) ^ Math.floor(seed / 2 ** 32)) >>> 0;
  const out = new Uint32Array(4);
  const draw = (step: number, index: number): Uint32Array =>
    philox(out, key0, key1, index >>> 0, Math.floor(index / 2 ** 32) >>> 0, step >>> 0, Math.floor(step / 2 ** 32) >>> 0);
  return {
    uniform: (step, index) => ((draw(step, index)[0] as number) >>> 8) / 2 ** 24,
    normal(step, index) {
      const [a, b] = draw(step, index) as unknown as [number, number];
      const radius = Math.sqrt(-2 * Math.log((a + 1) / 2 ** 32));
      return radius * Math.cos((2 * Math.PI * b) / 2 ** 32);
    },
  };
}

/** A permutation of 0..n-1 that depends on (stream, step) only (Fisher-Yates). */
export function permutation(stream: RandomStream, step: number, n: number): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(stream.uniform(step, i) * (i + 1));
    const swap = order[i] as number;
    order[i] = order[j] as number;
    order[j] = swap;
  }
  return order;
}

/** FNV-1a over UTF-16 units; stable across platforms. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function philox(out: Uint32Array, k0: number, k1: number, c0: number, c1: number, c2: number, c3: number): Uint32Array {
  for (let round = 0; round < 10; round++) {
    const low0 = Math.imul(c0, 0xd2511f53) >>> 0;
    const high0 = multiplyHigh(c0, 0xd2511f53);
    const low1 = Math.imul(c2, 0xcd9e8d57) >>> 0;
    const high1 = multiplyHigh(c2, 0xcd9e8d57);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
  return out;
}

/** High 32 bits of a 32x32-bit product, exact: one factor is split so that every partial product stays below 2^53. */
function multiplyHigh(a: number, b: number): number {
  const low = a * (b & 0xffff);
  const high = a * (b >>> 16);
  return Math.floor((high + Math.floor(low / 65536)) / 65536) >>> 0;
}
