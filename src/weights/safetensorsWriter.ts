/** Writes checkpoints as safetensors, a slice at a time, whole or not at all: every file under a temporary name until all are complete and flushed. */
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MixwrightError } from '../shared/errors.ts';
import { encodeValues } from './convertValues.ts';
import { asDiskFull, requireDiskSpace } from './diskSpace.ts';
import { syncFolder, writeFileDurably } from './durable.ts';
import { defaultShardBytes, type LayoutOptions, layOutFiles, type PlannedFile } from './safetensorsLayout.ts';
import type { TensorPlan, TensorWriter } from './weights.ts';

/** Values converted at a time, so that a narrow copy of a large tensor never exists whole. */
const chunkValues = 2 ** 20;

interface OpenFile extends PlannedFile {
  readonly path: string;
  readonly temporary: string;
  readonly handle: FileHandle;
}

interface Slot {
  readonly tensor: PlannedFile['tensors'][number];
  readonly handle: FileHandle;
  /** Values written so far. */
  written: number;
}

/**
 * Starts writing `plan` into an existing folder: `model.safetensors`, or shards of at most 4.2 GB with an index.
 * Checks the free disk space first. A call that fails removes everything written so far.
 * @throws MixwrightError OUTPUT_EXISTS, DISK_FULL, SHAPE_MISMATCH (a plan with impossible shapes or repeated names).
 */
export async function createSafetensorsWriter(folder: string, plan: readonly TensorPlan[], options: Partial<LayoutOptions> = {}): Promise<TensorWriter> {
  const layout = { baseName: 'model', shardBytes: defaultShardBytes, metadata: { format: 'pt' }, ...options };
  const planned = layOutFiles(plan, layout);
  const indexPath = planned.length > 1 ? join(folder, `${layout.baseName}.safetensors.index.json`) : undefined;
  await requireDiskSpace(folder, sum(planned), `writing ${plan.length} tensors`);
  for (const path of [...planned.map(({ name }) => join(folder, name)), ...(indexPath ? [indexPath] : [])]) await refuseExisting(path);

  const files: OpenFile[] = [];
  let state: 'open' | 'finished' | 'aborted' = 'open';
  const abort = async (): Promise<void> => {
    if (state !== 'open') return;
    state = 'aborted';
    await removeFiles(files, indexPath);
  };
  const orAbort = async <T>(step: () => Promise<T>): Promise<T> => {
    if (state !== 'open') throw new MixwrightError('INTERNAL', `the tensor writer is ${state}; nothing more can be written`);
    try {
      return await step();
    } catch (error) {
      await abort();
      throw asDiskFull(error, folder);
    }
  };

  await orAbort(async () => {
    for (const file of planned) files.push(await createFile(folder, file));
    for (const { handle, head } of files) await writeFully(handle, head, 0);
  });
  const slots = new Map(files.flatMap(({ handle, tensors }) => tensors.map((tensor): [string, Slot] => [tensor.name, { tensor, handle, written: 0 }])));
  return {
    write: (name, values) => orAbort(() => writeValues(slots.get(name), name, values)),
    finish: () =>
      orAbort(async () => {
        requireComplete(slots);
        const written = await publish(files, folder, indexPath);
        state = 'finished';
        return written;
      }),
    abort,
  };
}

async function createFile(folder: string, file: PlannedFile): Promise<OpenFile> {
  const path = join(folder, file.name);
  const temporary = `${path}.tmp`;
  // Open to others as far as the user's umask allows; the reference writer leaves files only their owner can read.
  return { ...file, path, temporary, handle: await open(temporary, 'w', 0o644) };
}

async function removeFiles(files: readonly OpenFile[], indexPath: string | undefined): Promise<void> {
  await Promise.allSettled(files.map(({ handle }) => handle.close()));
  const leftovers = [...files.flatMap(({ path, temporary }) => [path, temporary]), ...(indexPath ? [indexPath] : [])];
  await Promise.all(leftovers.map((path) => rm(path, { force: true })));
}

async function refuseExisting(path: string): Promise<void> {
  const exists = await stat(path).then(
    () => true,
    () => false,
  );
  if (exists) throw new MixwrightError('OUTPUT_EXISTS', `${path} exists already`, { file: path, hint: 'choose a new folder, or remove the file first' });
}

async function writeValues(slot: Slot | undefined, name: string, values: Float32Array): Promise<void> {
  if (!slot) throw new MixwrightError('SHAPE_MISMATCH', `tensor ${JSON.stringify(name)} was not planned`, { tensor: name });
  const { tensor, handle } = slot;
  if (slot.written + values.length > tensor.elements) {
    const message = `tensor ${JSON.stringify(name)}: expected ${tensor.elements} values for [${tensor.shape.join(', ')}], got at least ${slot.written + values.length}`;
    throw new MixwrightError('SHAPE_MISMATCH', message, { tensor: name });
  }
  const elementBytes = tensor.bytes / tensor.elements;
  let position = tensor.offset + slot.written * elementBytes;
  // Claimed before the first await, so that overlapping writes of one tensor keep their order.
  slot.written += values.length;
  for (let done = 0; done < values.length; done += chunkValues) {
    const bytes = encodeValues(tensor.dtype, values.subarray(done, done + chunkValues));
    await writeFully(handle, bytes, position);
    position += bytes.length;
  }
}

async function writeFully(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

function requireComplete(slots: ReadonlyMap<string, Slot>): void {
  for (const { tensor, written } of slots.values()) {
    if (written === tensor.elements) continue;
    const message = `tensor ${JSON.stringify(tensor.name)}: expected ${tensor.elements} values for [${tensor.shape.join(', ')}], only ${written} were written`;
    throw new MixwrightError('SHAPE_MISMATCH', message, { tensor: tensor.name });
  }
}

async function publish(files: readonly OpenFile[], folder: string, indexPath: string | undefined): Promise<readonly { path: string; bytes: number }[]> {
  for (const { handle } of files) {
    await handle.sync();
    await handle.close();
  }
  for (const { temporary, path } of files) await rename(temporary, path);
  await syncFolder(folder);
  const written = files.map(({ path, bytes }) => ({ path, bytes }));
  if (!indexPath) return written;
  const text = indexText(files);
  await writeFileDurably(indexPath, text);
  return [...written, { path: indexPath, bytes: Buffer.byteLength(text) }];
}

function indexText(files: readonly OpenFile[]): string {
  const places = files.flatMap((file) => file.tensors.map((tensor) => [tensor.name, file.name] as const));
  const totalSize = sum(files.flatMap((file) => file.tensors));
  const lines = places.sort(([a], [b]) => (a < b ? -1 : 1)).map(([tensor, file]) => `    ${JSON.stringify(tensor)}: ${JSON.stringify(file)}`);
  return `{\n  "metadata": {\n    "total_size": ${totalSize}\n  },\n  "weight_map": {\n${lines.join(',\n')}\n  }\n}\n`;
}

function sum(parts: readonly { readonly bytes: number }[]): number {
  return parts.reduce((total, { bytes }) => total + bytes, 0);
}
