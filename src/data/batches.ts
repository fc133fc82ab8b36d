/** Samples → batches of a fixed shape, addressable by epoch and index: a run resumes by its cursor alone, without replaying anything. */
import { MixwrightError } from '../shared/errors.ts';
import { permutation, randomStream } from '../shared/random.ts';
import type { Batch, Sample } from './data.ts';
import { type PackedRow, packRows } from './pack.ts';

export interface BatchOptions {
  readonly microBatch: number;
  readonly sequenceLength: number;
  /** Several samples per row; else one, padded. */
  readonly packing: boolean;
  readonly seed: number;
  /** False for evaluation: every epoch in the same order. */
  readonly shuffle: boolean;
}

/** Which batch comes next. */
export interface BatchCursor {
  /** From 0. */
  readonly epoch: number;
  /** From 0, below batchesPerEpoch. */
  readonly index: number;
}

export const firstBatch: BatchCursor = { epoch: 0, index: 0 };

export interface BatchSource {
  /** The same in every epoch; the last batch of an epoch may hold empty rows. */
  readonly batchesPerEpoch: number;
  /** Depends on samples, options and cursor only. */
  at(cursor: BatchCursor): Batch;
  next(cursor: BatchCursor): BatchCursor;
  /** All batches of one epoch in order. */
  epoch(epoch: number): Generator<Batch>;
}

/** @throws MixwrightError BAD_DATASET where a sample is longer than a row, NOTHING_TRAINABLE where there is none. */
export function createBatches(samples: readonly Sample[], options: BatchOptions): BatchSource {
  refuseUnfit(samples, options);
  const stream = randomStream(options.seed, 'batches');
  const lengths = samples.map(({ tokens }) => tokens.length);
  const layout = (epoch: number): readonly PackedRow[] => {
    const order = options.shuffle ? permutation(stream, 2 * epoch, samples.length) : Uint32Array.from(lengths.keys());
    const rows = options.packing ? packRows(lengths, options.sequenceLength, order) : Array.from(order, (sample) => [sample]);
    if (!options.packing || !options.shuffle) return rows;
    // Packing sorts by length; without this, every epoch would go from long to short.
    return Array.from(permutation(stream, 2 * epoch + 1, rows.length), (row) => rows[row] as PackedRow);
  };
  // Laying an epoch out takes longer than filling a batch, and batches are mostly asked for in order.
  let current = { epoch: 0, rows: layout(0) };
  const batchesPerEpoch = Math.ceil(current.rows.length / options.microBatch);
  const at = ({ epoch, index }: BatchCursor): Batch => {
    if (current.epoch !== epoch) current = { epoch, rows: layout(epoch) };
    const rows = current.rows.slice(index * options.microBatch, (index + 1) * options.microBatch);
    return fillBatch(
      rows.map((row) => row.map((sample) => samples[sample] as Sample)),
      options,
    );
  };
  return {
    batchesPerEpoch,
    at,
    next: ({ epoch, index }) => (index + 1 < batchesPerEpoch ? { epoch, index: index + 1 } : { epoch: epoch + 1, index: 0 }),
    *epoch(epoch) {
      for (let index = 0; index < batchesPerEpoch; index++) yield at({ epoch, index });
    },
  };
}

function refuseUnfit(samples: readonly Sample[], { sequenceLength }: BatchOptions): void {
  if (samples.length === 0) {
    throw new MixwrightError('NOTHING_TRAINABLE', 'expected samples to make batches of, there are none', {
      hint: 'see "mixwright dataset check" for what became of the rows',
    });
  }
  const long = samples.find(({ tokens }) => tokens.length > sequenceLength);
  if (long) {
    throw new MixwrightError('BAD_DATASET', `expected samples of at most ${sequenceLength} tokens, got one of ${long.tokens.length}`, {
      file: long.file,
      line: long.line,
      hint: 'prepare the dataset with the same sequence length',
    });
  }
}

/** Lays rows of samples out in one batch. Rows beyond those given stay empty: no segment, no weight. */
export function fillBatch(rows: readonly (readonly Sample[])[], { microBatch, sequenceLength }: Pick<BatchOptions, 'microBatch' | 'sequenceLength'>): Batch {
  const size = microBatch * sequenceLength;
  const tokens = new Int32Array(size);
  const targets = new Int32Array(size);
  const weights = new Float32Array(size);
  const positions = new Int32Array(size);
  const segments = new Int32Array(size);
  let realTokens = 0;
  let trainedTokens = 0;
  for (const [row, samples] of rows.entries()) {
    let at = row * sequenceLength;
    for (const [segment, sample] of samples.entries()) {
      const length = sample.tokens.length;
      tokens.set(sample.tokens, at);
      segments.fill(segment + 1, at, at + length);
      for (let i = 0; i < length; i++) positions[at + i] = i;
      for (let i = 0; i + 1 < length; i++) {
        targets[at + i] = sample.tokens[i + 1] as number;
        weights[at + i] = sample.trained[i + 1] as number;
        trainedTokens += sample.trained[i + 1] as number;
      }
      realTokens += length;
      at += length;
    }
  }
  const tasks = rows.some((samples) => samples.some(({ task }) => task !== undefined)) ? rows.map((samples) => samples.map(({ task }) => task ?? '')) : [];
  const sources = rows.map((samples) => samples.map(({ file, line }) => ({ file, line })));
  return { microBatch, sequence: sequenceLength, tokens, targets, weights, positions, segments, tasks, sources, realTokens, trainedTokens };
}
