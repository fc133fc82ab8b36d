/** Batches: isolated segments, shifted targets, the same order for the same seed, and resuming at any cursor. */
import { describe, expect, it } from 'vitest';
import { type BatchCursor, type BatchOptions, createBatches, fillBatch, firstBatch } from '../../src/data/batches.ts';
import type { Batch, Sample } from '../../src/data/data.ts';

function sample(id: number, length: number, task?: string): Sample {
  const tokens = Int32Array.from({ length }, (_, i) => 100 * id + i);
  return { tokens, trained: Uint8Array.from({ length }, (_, i) => (i > length / 2 ? 1 : 0)), ...(task ? { task } : {}), file: 'f', line: id };
}

const samples = Array.from({ length: 23 }, (_, i) => sample(i + 1, 3 + ((i * 5) % 11)));
const options: BatchOptions = { microBatch: 2, sequenceLength: 16, packing: true, seed: 3, shuffle: true };
const listed = (batch: Batch): number[][] => [batch.tokens, batch.targets, batch.weights, batch.positions, batch.segments].map((values) => [...values]);

describe('a batch', () => {
  const batch = fillBatch([[sample(1, 4), sample(2, 3)]], { microBatch: 2, sequenceLength: 8 });

  it('shifts targets within each segment and trains none across a border or in padding', () => {
    expect(listed(batch).map((values) => values.slice(0, 8))).toEqual([
      [100, 101, 102, 103, 200, 201, 202, 0],
      [101, 102, 103, 0, 201, 202, 0, 0],
      [0, 0, 1, 0, 0, 1, 0, 0],
      [0, 1, 2, 3, 0, 1, 2, 0],
      [1, 1, 1, 1, 2, 2, 2, 0],
    ]);
    expect(batch).toMatchObject({ microBatch: 2, sequence: 8, realTokens: 7, trainedTokens: 2, tasks: [] });
  });

  it('is filled up with empty rows', () => {
    for (const values of listed(batch)) expect(values.slice(8)).toEqual(new Array(8).fill(0));
  });

  it('keeps the tasks of its segments', () => {
    expect(fillBatch([[sample(1, 4, 'sum'), sample(2, 3)], [sample(3, 2, 'sort')]], { microBatch: 2, sequenceLength: 8 }).tasks).toEqual([
      ['sum', ''],
      ['sort'],
    ]);
  });
});

describe.each([true, false])('an epoch with packing %s', (packing) => {
  const source = createBatches(samples, { ...options, packing });

  it('holds every sample once, whole and in one segment', () => {
    const seen: number[][] = [];
    for (const { tokens, segments, positions, microBatch, sequence } of source.epoch(0)) {
      for (let row = 0; row < microBatch; row++) {
        const count = Math.max(...segments.subarray(row * sequence, (row + 1) * sequence));
        for (let segment = 1; segment <= count; segment++) {
          const at = Array.from({ length: sequence }, (_, i) => row * sequence + i).filter((i) => segments[i] === segment);
          seen.push(at.map((i) => tokens[i] as number));
          expect(at.map((i) => positions[i])).toEqual(at.map((_, i) => i));
        }
      }
    }
    expect(seen.sort((a, b) => (a[0] as number) - (b[0] as number))).toEqual(samples.map(({ tokens }) => [...tokens]));
  });

  it('never has a trained target outside of its segment', () => {
    for (const { tokens, targets, weights, segments } of source.epoch(1)) {
      weights.forEach((weight, i) => {
        if (weight === 0) return;
        expect(segments[i]).toBeGreaterThan(0);
        expect(segments[i + 1]).toBe(segments[i]);
        expect(targets[i]).toBe(tokens[i + 1]);
      });
    }
  });

  it('is as long as any other but in another order', () => {
    expect([...source.epoch(4)]).toHaveLength(source.batchesPerEpoch);
    expect(listed(source.at({ epoch: 1, index: 0 }))).not.toEqual(listed(source.at({ epoch: 0, index: 0 })));
  });

  it('depends on the seed, and on nothing else', () => {
    const again = createBatches(samples, { ...options, packing });
    expect([...again.epoch(2)].map(listed)).toEqual([...source.epoch(2)].map(listed));
    expect([...createBatches(samples, { ...options, packing, seed: 4 }).epoch(2)].map(listed)).not.toEqual([...source.epoch(2)].map(listed));
  });

  it('goes on from any cursor as if it had never stopped', () => {
    const walk = (from: BatchCursor, steps: number): number[][][] => {
      const fresh = createBatches(samples, { ...options, packing });
      const list: number[][][] = [];
      for (let cursor = from; list.length < steps; cursor = fresh.next(cursor)) list.push(listed(fresh.at(cursor)));
      return list;
    };
    const whole = walk(firstBatch, 3 * source.batchesPerEpoch);
    let cursor = firstBatch;
    for (const [done, batch] of whole.entries()) {
      expect(walk(cursor, 1)).toEqual([batch]);
      expect(walk(cursor, 3).slice(0, whole.length - done)).toEqual(whole.slice(done, done + 3));
      cursor = source.next(cursor);
    }
    expect(cursor).toEqual({ epoch: 3, index: 0 });
  });
});

describe('evaluation order', () => {
  it('is the same in every epoch', () => {
    const source = createBatches(samples, { ...options, shuffle: false });
    expect([...source.epoch(5)].map(listed)).toEqual([...source.epoch(0)].map(listed));
    const padded = createBatches(samples, { ...options, packing: false, shuffle: false });
    expect([...padded.epoch(0)].flatMap(({ tokens }) => [tokens[0], tokens[16]]).filter((id) => id !== 0)).toEqual(samples.map(({ tokens }) => tokens[0]));
  });
});

describe('refusals', () => {
  it('name the sample that does not fit, and the absence of any', () => {
    expect(() => createBatches([sample(9, 17)], options)).toThrowError(
      expect.objectContaining({ code: 'BAD_DATASET', details: expect.objectContaining({ line: 9 }) }),
    );
    expect(() => createBatches([], options)).toThrowError(expect.objectContaining({ code: 'NOTHING_TRAINABLE' }));
  });
});
