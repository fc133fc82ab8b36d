import { describe, expect, it } from 'vitest';
import type { Decoder } from '../../src/training/decoder.ts';
import { generate } from '../../src/training/generate.ts';
import { sampleToken } from '../../src/training/sampling.ts';

const vocabulary = 7;
const greedy = { maxTokens: 5, temperature: 0, topK: 0, topP: 1, seed: 1 };

/** Remembers each row's tokens at their positions, as a cache does; the next token is the sum of all, modulo the vocabulary. */
function summingDecoder(rows = 2, length = 12): Decoder {
  const cache = Array.from({ length: rows }, () => new Map<number, number>());
  return {
    rows,
    promptLength: 6,
    length,
    decode(tokens, starts) {
      const logits = new Float32Array(rows * vocabulary);
      for (const [row, given] of tokens.entries()) {
        const start = starts[row] as number;
        const seen = cache[row] as Map<number, number>;
        for (const [i, id] of given.entries()) seen.set(start + i, id);
        const sum = [...seen].filter(([position]) => position < start + given.length).reduce((total, [, id]) => total + id, 0);
        for (let id = 0; id < vocabulary; id++) logits[row * vocabulary + id] = -Math.abs(id - (sum % vocabulary));
      }
      return logits;
    },
  };
}

describe('greedy generation', () => {
  it('feeds every token back at the next position', async () => {
    const [answer] = await generate({ decoder: summingDecoder(), prompts: [[1, 2]], sampling: greedy, stopIds: [] });
    expect(answer).toEqual({ tokens: [3, 6, 5, 3, 6], end: 'length' });
  });

  it('answers more prompts than rows, of different lengths, each as if alone', async () => {
    const prompts = [[1, 2], [5], [4, 4, 4], [2, 2], [6]];
    const together = await generate({ decoder: summingDecoder(), prompts, sampling: greedy, stopIds: [5] });
    for (const [i, prompt] of prompts.entries()) {
      expect([together[i]]).toEqual(await generate({ decoder: summingDecoder(1), prompts: [prompt], sampling: greedy, stopIds: [5] }));
    }
    expect(together[0]).toEqual({ tokens: [3, 6], end: 'stop' });
  });

  it('ends at the decoder’s length and tells each token as it comes', async () => {
    const told: [number, number][] = [];
    const answers = await generate({
      decoder: summingDecoder(2, 4),
      prompts: [
        [1, 2],
        [1, 1, 1],
      ],
      sampling: greedy,
      stopIds: [],
      onToken: async (prompt, id) => void told.push([prompt, id]),
    });
    expect(answers).toEqual([
      { tokens: [3, 6], end: 'length' },
      { tokens: [3], end: 'length' },
    ]);
    expect(told).toEqual([
      [0, 3],
      [1, 3],
      [0, 6],
    ]);
  });

  it('refuses prompts that are empty or too long, by their number', async () => {
    const run = (prompts: readonly (readonly number[])[]) => generate({ decoder: summingDecoder(), prompts, sampling: greedy, stopIds: [] });
    await expect(run([[1], []])).rejects.toMatchObject({ code: 'BAD_USAGE', message: expect.stringContaining('prompt 2') });
    await expect(run([[1, 1, 1, 1, 1, 1, 1]])).rejects.toMatchObject({ code: 'BAD_USAGE', message: expect.stringContaining('at most 6 tokens, got 7') });
  });

  it('depends on the seed alone when it samples', async () => {
    const run = (seed: number) => generate({ decoder: summingDecoder(), prompts: [[1], [2], [3]], sampling: { ...greedy, temperature: 2, seed }, stopIds: [] });
    expect(await run(7)).toEqual(await run(7));
    expect(await run(7)).not.toEqual(await run(8));
  });

  it('draws anew for each prompt, whatever batch it falls in', async () => {
    const run = (rows: number) =>
      generate({ decoder: summingDecoder(rows), prompts: [[1], [1], [1], [1]], sampling: { ...greedy, temperature: 3 }, stopIds: [] });
    const answers = await run(2);
    expect(new Set(answers.map(({ tokens }) => tokens.join())).size).toBe(4);
    expect(await run(1)).toEqual(answers);
    expect(await run(4)).toEqual(answers);
  });
});

describe('choosing a token', () => {
  const logits = Float32Array.from([0.5, 0.4, 0.08, 0.02], Math.log);
  const plain = { temperature: 1, topK: 0, topP: 1 };
  const shares = (rule: typeof plain) => {
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 10000; i++) counts[sampleToken(logits, rule, (i + 0.5) / 10000)]!++;
    return counts.map((count) => count / 10000);
  };

  it('draws each token by its probability', () => {
    for (const [id, share] of shares(plain).entries()) expect(share).toBeCloseTo([0.5, 0.4, 0.08, 0.02][id] as number, 3);
  });

  it('sharpens with a low temperature and takes the first of the best at 0', () => {
    const sharp = shares({ ...plain, temperature: 0.5 });
    expect(sharp[0]).toBeCloseTo(0.25 / (0.25 + 0.16 + 0.0064 + 0.0004), 3);
    expect(sampleToken(Float32Array.of(1, 3, 3), { ...plain, temperature: 0 }, 0.99)).toBe(1);
  });

  it('keeps the k best, or the fewest that reach the share p', () => {
    expect(shares({ ...plain, topK: 2 })).toEqual([expect.closeTo(5 / 9, 3), expect.closeTo(4 / 9, 3), 0, 0]);
    expect(shares({ ...plain, topP: 0.8 })).toEqual([expect.closeTo(5 / 9, 3), expect.closeTo(4 / 9, 3), 0, 0]);
    expect(shares({ ...plain, topP: 0.3 })).toEqual([1, 0, 0, 0]);
    expect(shares({ ...plain, topP: 0 })).toEqual([1, 0, 0, 0]);
  });

  it('refuses logits that are no numbers, and allows forbidden tokens of -Infinity', () => {
    expect(() => sampleToken(Float32Array.of(1, Number.NaN), plain, 0)).toThrow(expect.objectContaining({ code: 'NOT_FINITE' }));
    expect(sampleToken(Float32Array.of(Number.NEGATIVE_INFINITY, 1), plain, 0.999999)).toBe(1);
  });
});
