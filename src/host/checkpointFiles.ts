/**
 * One checkpoint as a folder: `tensors.safetensors` (shards when large) and `checkpoint.json`, which holds the header and
 * the SHA-256 of every tensor and of itself. Bytes are checked against it before anyone trains on them.
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MixwrightError } from '../shared/errors.ts';
import { type CheckpointHeader, checkpointVersion, type TensorSlice } from '../training/checkpoint.ts';
import { openSafetensors } from '../weights/safetensorsReader.ts';
import { createSafetensorsWriter } from '../weights/safetensorsWriter.ts';
import { openShards } from '../weights/shardedReader.ts';
import { isSystemError } from '../weights/systemError.ts';
import type { TensorReader } from '../weights/weights.ts';

const headerFile = 'checkpoint.json';
const baseName = 'tensors';
const readBytes = 2 ** 24;

/** What checkpoint.json holds besides its own hash. */
interface Manifest {
  readonly header: CheckpointHeader;
  /** SHA-256 by tensor. */
  readonly digests: Readonly<Record<string, string>>;
}

/** Writes both files into an empty folder, flushed. */
export async function writeCheckpoint(folder: string, header: CheckpointHeader, slices: Iterable<TensorSlice>): Promise<void> {
  const hashes = new Map(header.tensors.map(({ name }) => [name, createHash('sha256')]));
  const writer = await createSafetensorsWriter(folder, header.tensors, { baseName });
  try {
    for (const { name, bytes } of slices) {
      hashes.get(name)?.update(bytes);
      await writer.write(name, asFloats(bytes));
    }
    await writer.finish();
  } finally {
    await writer.abort();
  }
  const digests = Object.fromEntries([...hashes].map(([name, hash]) => [name, hash.digest('hex')]));
  const manifest: Manifest = { header, digests };
  await writeFile(join(folder, headerFile), JSON.stringify({ ...manifest, sha256: hashOf(manifest) }), { flush: true });
}

/**
 * Reads the header and checks every byte of every tensor.
 * @throws MixwrightError CHECKPOINT_DAMAGED · RESUME_REFUSED for a version this program does not know.
 */
export async function readVerifiedHeader(folder: string): Promise<CheckpointHeader> {
  const { header, digests } = await readManifest(folder);
  for await (const { name, digest } of tensorDigests(folder, header)) {
    if (digest !== digests[name]) throw damaged(folder, `tensor ${name} is not as it was written`);
  }
  return header;
}

/** The tensors' bytes in the header's order. */
export async function* readSlices(folder: string, header: CheckpointHeader): AsyncGenerator<TensorSlice> {
  const reader = await openTensors(folder, header);
  try {
    for (const { name, bytes } of header.tensors) {
      for (let byteOffset = 0; byteOffset < bytes; byteOffset += readBytes) {
        const count = Math.min(readBytes, bytes - byteOffset);
        yield { name, byteOffset, bytes: await reader.readBytes(name, byteOffset / 4, count / 4) };
      }
    }
  } finally {
    await reader.close();
  }
}

async function* tensorDigests(folder: string, header: CheckpointHeader): AsyncGenerator<{ readonly name: string; readonly digest: string }> {
  const hashes = new Map(header.tensors.map(({ name }) => [name, createHash('sha256')]));
  for await (const { name, bytes } of readSlices(folder, header)) hashes.get(name)?.update(bytes);
  for (const [name, hash] of hashes) yield { name, digest: hash.digest('hex') };
}

async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, headerFile), 'utf8').catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) throw damaged(folder, `${headerFile} is missing`);
    throw error;
  });
  const { sha256, ...manifest } = parse(folder, text);
  if (sha256 !== hashOf(manifest)) throw damaged(folder, `${headerFile} is not as it was written`);
  const { version } = manifest.header;
  if (version !== checkpointVersion) {
    throw new MixwrightError('RESUME_REFUSED', `${folder}: expected a checkpoint of version ${checkpointVersion}, got version ${version}`, {
      file: folder,
      hint: 'it was written by another version of Mixwright; resume with that one',
    });
  }
  return manifest;
}

function parse(folder: string, text: string): Manifest & { readonly sha256: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Manifest & { readonly sha256: unknown };
  } catch (error) {
    throw damaged(folder, `${headerFile} is not valid JSON`, error);
  }
  throw damaged(folder, `${headerFile} holds no object`);
}

/** What a file of ours says is stringified to the same text again, so the hash needs no copy of the text. */
function hashOf(manifest: Manifest): string {
  return createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
}

async function openTensors(folder: string, header: CheckpointHeader): Promise<TensorReader> {
  const reader = await openReader(folder).catch((error: unknown) => {
    if (error instanceof MixwrightError) throw damaged(folder, error.message, error);
    throw error;
  });
  const wrong = header.tensors.find(({ name, bytes }) => reader.tensors.get(name)?.bytes !== bytes);
  if (!wrong && reader.tensors.size === header.tensors.length) return reader;
  await reader.close();
  throw damaged(folder, wrong ? `tensor ${wrong.name} is missing or of another size` : 'it holds tensors that its header does not list');
}

async function openReader(folder: string): Promise<TensorReader> {
  const single = join(folder, `${baseName}.safetensors`);
  try {
    return await openSafetensors(single);
  } catch (error) {
    const index = `${single}.index.json`;
    const sharded = await openShards(index).catch(() => null);
    if (sharded) return sharded.reader;
    throw error;
  }
}

/** A view where the bytes lie on a word's border, else a copy. */
function asFloats(bytes: Uint8Array): Float32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}

function damaged(folder: string, what: string, cause?: unknown): MixwrightError {
  return new MixwrightError('CHECKPOINT_DAMAGED', `the checkpoint ${folder} is damaged: ${what}`, {
    file: folder,
    hint: 'an earlier checkpoint of the run may still be whole',
    cause,
  });
}

/** The tensors of a checkpoint, by variable name; headers are checked, bytes are not hashed. */
export async function openCheckpointTensors(folder: string): Promise<TensorReader> {
  return openTensors(folder, (await readManifest(folder)).header);
}
