import { describe, expect, it } from 'vitest';
import { permutation, randomStream } from '../../src/shared/random.ts';

const mask = 0xffffffffn;

/** Philox 4x32-10 once more, in big integers: an independent definition. */
function philox(counter: readonly bigint[], key: readonly bigint[]): readonly bigint[] {
  let [a, b, c, d] = counter as [bigint, bigint, bigint, bigint];
  let [k0, k1] = key as [bigint, bigint];
  for (let round = 0; round < 10; round++) {
    const low = a * 0xd2511f53n;
    const high = c * 0xcd9e8d57n;
    [a, b, c, d] = [(high >> 32n) ^ b ^ k0, high & mask, (low >> 32n) ^ d ^ k1, low & mask];
    [k0, k1] = [(k0 + 0x9e3779b9n) & mask, (k1 + 0xbb67ae85n) & mask];
  }
  return [a, b, c, d];
}

/** FNV-1a. */
function hash(text: string): bigint {
  return [...text].reduce((value, letter) => ((value ^ BigInt(letter.charCodeAt(0))) * 0x01000193n) & mask, 0x811c9dc5n);
}

describe('randomStream', () => {
  it('is Philox 4x32-10, keyed by seed and purpose, counted by index and step', () => {
    // The published known answers for zeros and ones hold for the definition above …
    expect(philox([0n, 0n, 0n, 0n], [0n, 0n])).toEqual([0x6627e8d5n, 0xe169c58dn, 0xbc57ac4cn, 0x9b00dbd8n]);
    expect(philox([mask, mask, mask, mask], [mask, mask])).toEqual([0x408f276dn, 0x41c83b0en, 0xa20bc7c6n, 0x6d5451fdn]);
    // … and the streams follow it.
    for (const { seed, step, index } of [
      { seed: 1, step: 0, index: 0 },
      { seed: 12345, step: 7, index: 2 ** 31 + 5 },
      { seed: 2 ** 40 + 3, step: 2 ** 33 + 1, index: 2 ** 35 + 9 },
    ]) {
      const wide = (value: number): readonly [bigint, bigint] => [BigInt(value) & mask, BigInt(value) >> 32n];
      const key = [wide(seed)[0], hash('dropout') ^ wide(seed)[1]];
      const [first] = philox([...wide(index), ...wide(step)], key);
      expect(randomStream(seed, 'dropout').uniform(step, index)).toBe(Number((first as bigint) >> 8n) / 2 ** 24);
    }
  });

  it('gives normals of mean 0 and variance 1', () => {
    const stream = randomStream(1, 'weights');
    const values = Array.from({ length: 20_000 }, (_, index) => stream.normal(0, index));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.04);
  });

  it('differs by seed, purpose, step and index', () => {
    const values = [
      randomStream(1, 'a').uniform(0, 0),
      randomStream(2, 'a').uniform(0, 0),
      randomStream(1, 'b').uniform(0, 0),
      randomStream(1, 'a').uniform(1, 0),
      randomStream(1, 'a').uniform(0, 1),
    ];
    expect(new Set(values).size).toBe(5);
  });
});

describe('permutation', () => {
  it('holds every index once, another order at another step, the same when asked again', () => {
    const stream = randomStream(3, 'order');
    const order = permutation(stream, 1, 100);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
    expect(permutation(stream, 1, 100)).toEqual(order);
    expect(permutation(stream, 2, 100)).not.toEqual(order);
  });
});
