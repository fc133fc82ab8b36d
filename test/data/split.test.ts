/** The split depends on content and seed alone, keeps copies together and meets its share. */
import { describe, expect, it } from 'vitest';
import type { Sample } from '../../src/data/data.ts';
import { sha256Hex } from '../../src/data/sha256.ts';
import { splitSamples } from '../../src/data/split.ts';

const samples: readonly Sample[] = Array.from({ length: 200 }, (_, i) => ({
  tokens: Int32Array.of(i),
  trained: Uint8Array.of(1),
  file: 'f',
  line: i + 1,
  group: sha256Hex(String(i % 150)).slice(0, 32),
}));
const lines = (part: readonly Sample[]): number[] => part.map(({ line }) => line);

describe('splitSamples', () => {
  it('takes the share asked for and loses nothing', () => {
    const { train, evaluation } = splitSamples(samples, 0.1, 1);
    expect(evaluation.length).toBeGreaterThanOrEqual(20);
    expect(evaluation.length).toBeLessThanOrEqual(21);
    expect([...lines(train), ...lines(evaluation)].sort((a, b) => a - b)).toEqual(lines(samples));
  });

  it('never puts copies on both sides', () => {
    const { train, evaluation } = splitSamples(samples, 0.4, 2);
    const trained = new Set(train.map(({ group }) => group));
    expect(evaluation.some(({ group }) => trained.has(group))).toBe(false);
  });

  it('repeats with the seed, changes with it, and does not mind the order of rows', () => {
    const once = lines(splitSamples(samples, 0.2, 3).evaluation);
    expect(lines(splitSamples(samples, 0.2, 3).evaluation)).toEqual(once);
    expect(lines(splitSamples(samples, 0.2, 4).evaluation)).not.toEqual(once);
    expect(lines(splitSamples(samples.toReversed(), 0.2, 3).evaluation).sort((a, b) => a - b)).toEqual(once);
  });

  it('leaves something on either side, and everything in training without a share', () => {
    expect(splitSamples(samples.slice(0, 3), 0.01, 1).evaluation).toHaveLength(1);
    expect(splitSamples(samples.slice(0, 3), 0.99, 1).train).toHaveLength(1);
    expect(splitSamples(samples.slice(0, 1), 0.5, 1).train).toHaveLength(1);
    expect(splitSamples(samples, 0, 1)).toEqual({ train: samples, evaluation: [] });
  });
});
