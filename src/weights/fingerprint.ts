/**
 * A content identity for checkpoints, so that a resumed run notices when its base was changed under it.
 * It covers the config and every tensor's name, type, shape and bytes; not file names, shard borders, dates or the tokenizer.
 */
import { createHash, type Hash } from 'node:crypto';
import { MixwrightError } from '../shared/errors.ts';
import type { JobControl } from '../shared/progress.ts';
import { dtypeBits, elementCount } from './storedDtypes.ts';
import type { StoredTensor, TensorReader } from './weights.ts';

/** Hashed at the start, middle and end of each tensor when sampling: any training step changes far more than that misses. */
const sampleBytes = 4096;
const fullChunkBytes = 4 * 2 ** 20;

export interface FingerprintSource {
  readonly config: unknown;
  readonly reader: TensorReader;
}

/**
 * SHA-256 over config, headers and three samples of 4 KiB per tensor: milliseconds even for large models.
 * It notices retrained, re-quantised, truncated or exchanged weights; not a few values changed by hand between the samples.
 * @returns `sampled:<hex>`
 */
export async function sampledFingerprint(source: FingerprintSource): Promise<string> {
  const hash = startHash(source.config);
  for (const tensor of byName(source.reader)) {
    const elements = describe(hash, tensor);
    const count = Math.min(elements, wholeBytes(sampleBytes, tensor));
    const last = elements - count;
    for (const start of new Set([0, Math.floor(last / 16) * 8, last])) {
      hash.update(await source.reader.readBytes(tensor.name, start, count));
    }
  }
  return `sampled:${hash.digest('hex')}`;
}

/**
 * SHA-256 over config, headers and every byte: as long as reading the model takes. Results are worth caching by the files' sizes and dates.
 * @returns `full:<hex>`
 */
export async function fullFingerprint(source: FingerprintSource, control?: Pick<JobControl, 'signal' | 'progress'>): Promise<string> {
  const hash = startHash(source.config);
  const tensors = byName(source.reader);
  const total = tensors.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  for (const tensor of tensors) {
    const elements = describe(hash, tensor);
    const chunk = wholeBytes(fullChunkBytes, tensor);
    for (let start = 0; start < elements; start += chunk) {
      if (control?.signal.aborted) throw new MixwrightError('STOPPED', 'stopped while hashing the checkpoint', { cause: control.signal.reason });
      const bytes = await source.reader.readBytes(tensor.name, start, Math.min(chunk, elements - start));
      hash.update(bytes);
      done += bytes.length;
      control?.progress({ phase: 'fingerprint', done, total, unit: 'bytes' });
    }
  }
  return `full:${hash.digest('hex')}`;
}

function startHash(config: unknown): Hash {
  return createHash('sha256').update(canonicalJson(config));
}

function byName(reader: TensorReader): readonly StoredTensor[] {
  return [...reader.tensors.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Hashes what the header says; returns the number of elements. */
function describe(hash: Hash, { name, dtype, shape }: StoredTensor): number {
  hash.update(`\n${JSON.stringify([name, dtype, shape])}`);
  return elementCount(shape) as number;
}

/** Elements in about `bytes`, a multiple of 8 so that packed types start and end on whole bytes. */
function wholeBytes(bytes: number, { dtype }: StoredTensor): number {
  return Math.floor(bytes / dtypeBits(dtype)) * 8;
}

/** JSON with sorted keys: the order in which a tool happened to write them is not content. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item,
  );
}
