/** One safetensors file, opened for reading ranges of its tensors. Holds the header and a file handle, never the weights. */
import { MixwrightError } from '../shared/errors.ts';
import { decodeValues } from './convertValues.ts';
import { kindBytes, refuseWrongKind } from './fileKind.ts';
import { openRegularFile, type RegularFile, readFully } from './regularFile.ts';
import { headerPrefixBytes, maxHeaderBytes, type PlacedTensor, parseSafetensorsHeader, type SafetensorsHeader } from './safetensorsHeader.ts';
import { dtypeBits, elementCount } from './storedDtypes.ts';
import type { TensorReader } from './weights.ts';

export interface SafetensorsReader extends TensorReader {
  readonly tensors: ReadonlyMap<string, PlacedTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

/** Bytes read at a time when values have to be converted on the way. */
const chunkBytes = 4 * 2 ** 20;

/**
 * Opens a safetensors file.
 * @throws MixwrightError BAD_MODEL for a file that is missing or breaks a rule of the format, naming tensor and rule.
 */
export async function openSafetensors(path: string): Promise<SafetensorsReader> {
  const file = await openRegularFile(path);
  try {
    const { tensors, metadata } = await readHeader(file);
    return {
      tensors,
      metadata,
      readFloat32: async (name, start, count) => readValues(file, rangeOf(tensors, name, { start, count })),
      readBytes: async (name, start, count) => {
        const range = rangeOf(tensors, name, { start, count });
        const bytes = new Uint8Array(range.bytes);
        await readFully(file, bytes, range.offset);
        return bytes;
      },
      close: () => file.handle.close(),
    };
  } catch (error) {
    await file.handle.close();
    throw error;
  }
}

/** @throws MixwrightError BAD_MODEL, always. */
export function refuseUnknownTensor(name: string): never {
  const hint = 'the checkpoint is incomplete, or of another architecture than its config.json says';
  throw new MixwrightError('BAD_MODEL', `the checkpoint has no tensor ${JSON.stringify(name)}`, { tensor: name, hint });
}

async function readHeader(file: RegularFile): Promise<SafetensorsHeader> {
  const refuse = (rule: string): never => {
    const hint = 'the file is damaged or not a safetensors file; download or save it again';
    throw new MixwrightError('BAD_MODEL', `safetensors header: ${rule}`, { file: file.path, hint });
  };
  const head = new Uint8Array(Math.min(kindBytes, file.bytes));
  await readFully(file, head, 0);
  if (head.length < headerPrefixBytes) return refuse(`expected a file of at least ${headerPrefixBytes} bytes, got ${file.bytes}`);
  const length = Number(new DataView(head.buffer).getBigUint64(0, true));
  if (length > maxHeaderBytes || headerPrefixBytes + length > file.bytes) refuseWrongKind(head, file.path, 'a safetensors file');
  if (length > maxHeaderBytes) return refuse(`expected a header of at most ${maxHeaderBytes} bytes, got a length of ${length}`);
  if (headerPrefixBytes + length > file.bytes) return refuse(`expected ${length} bytes of header, the whole file has ${file.bytes}`);
  const json = new Uint8Array(length);
  await readFully(file, json, headerPrefixBytes);
  return parseSafetensorsHeader(json, file);
}

interface TensorRange {
  readonly tensor: PlacedTensor;
  /** Elements. */
  readonly count: number;
  /** From the start of the file, in bytes. */
  readonly offset: number;
  readonly bytes: number;
}

interface Slice {
  readonly start: number | undefined;
  readonly count: number | undefined;
}

function rangeOf(tensors: ReadonlyMap<string, PlacedTensor>, name: string, slice: Slice): TensorRange {
  const tensor = tensors.get(name) ?? refuseUnknownTensor(name);
  const total = elementCount(tensor.shape) as number;
  const { start = 0, count = total - start } = slice;
  const bits = dtypeBits(tensor.dtype);
  const isInside = Number.isSafeInteger(start) && Number.isSafeInteger(count) && start >= 0 && count >= 0 && start + count <= total;
  if (!isInside || (start * bits) % 8 !== 0 || (count * bits) % 8 !== 0) {
    throw new MixwrightError(
      'SHAPE_MISMATCH',
      `tensor ${JSON.stringify(name)}: expected a range of whole bytes within ${total} elements, got ${count} from ${start}`,
      {
        file: tensor.file,
        tensor: name,
      },
    );
  }
  return { tensor, count, offset: tensor.offset + (start * bits) / 8, bytes: (count * bits) / 8 };
}

async function readValues(file: RegularFile, { tensor, count, offset, bytes }: TensorRange): Promise<Float32Array> {
  const values = new Float32Array(count);
  if (tensor.dtype === 'f32') {
    await readFully(file, new Uint8Array(values.buffer), offset);
    return values;
  }
  const scratch = new Uint8Array(Math.min(chunkBytes, bytes));
  for (let done = 0; done < bytes; done += chunkBytes) {
    const chunk = scratch.subarray(0, Math.min(chunkBytes, bytes - done));
    await readFully(file, chunk, offset + done);
    const elementBytes = bytes / count;
    decodeValues(tensor, chunk, values.subarray(done / elementBytes, (done + chunk.length) / elementBytes));
  }
  return values;
}
