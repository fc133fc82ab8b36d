/** Where planned tensors will lie: shards, order and offsets, known before the first byte is written. */
import { MixwrightError } from '../shared/errors.ts';
import { headerPrefixBytes } from './safetensorsHeader.ts';
import { dtypeBits, dtypeRank, elementCount, headerName } from './storedDtypes.ts';
import type { TensorPlan } from './weights.ts';

/** With its header a file stays below the 4 GiB that FAT32 can hold and the 5 GB many object stores take in one piece. */
export const defaultShardBytes = 4.2e9;

export interface PlannedTensor extends TensorPlan {
  readonly elements: number;
  readonly bytes: number;
}

export interface PlannedFile {
  readonly name: string;
  /** Length field and header, padded so that the data start at a multiple of 8. */
  readonly head: Uint8Array;
  /** Offsets from the start of the file, in bytes. */
  readonly tensors: readonly (PlannedTensor & { readonly offset: number })[];
  readonly bytes: number;
}

export interface LayoutOptions {
  /** Names the files: `model` → model.safetensors, model-00001-of-00002.safetensors. */
  readonly baseName: string;
  /** Most bytes of tensors per file; a larger tensor gets a file of its own. */
  readonly shardBytes: number;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Lays out files in the order of the plan, as the Hugging Face tools do; one file when everything fits.
 * @throws MixwrightError SHAPE_MISMATCH for a plan that no file can hold.
 */
export function layOutFiles(plan: readonly TensorPlan[], { baseName, shardBytes, metadata }: LayoutOptions): readonly PlannedFile[] {
  checkNames(plan);
  const groups = splitIntoShards(plan.map(measure), shardBytes);
  return groups.map((tensors, index) => {
    const part = `-${fiveDigits(index + 1)}-of-${fiveDigits(groups.length)}`;
    return layOutFile(`${baseName}${groups.length === 1 ? '' : part}.safetensors`, tensors, metadata);
  });
}

function checkNames(plan: readonly TensorPlan[]): void {
  const names = new Set<string>(['__metadata__']);
  for (const { name } of plan) {
    if (names.has(name))
      throw new MixwrightError('SHAPE_MISMATCH', `the plan names tensor ${JSON.stringify(name)} twice, or a reserved name`, { tensor: name });
    names.add(name);
  }
}

function measure(tensor: TensorPlan): PlannedTensor {
  const elements = tensor.shape.every((dim) => Number.isSafeInteger(dim) && dim >= 0) ? elementCount(tensor.shape) : undefined;
  const bytes = elements === undefined ? Number.NaN : (elements * dtypeBits(tensor.dtype)) / 8;
  if (elements !== undefined && Number.isSafeInteger(bytes)) return { ...tensor, elements, bytes };
  const message = `tensor ${JSON.stringify(tensor.name)}: expected dimensions of whole numbers with a product below 2^53, got [${tensor.shape.join(', ')}]`;
  throw new MixwrightError('SHAPE_MISMATCH', message, { tensor: tensor.name });
}

function splitIntoShards(tensors: readonly PlannedTensor[], limit: number): readonly (readonly PlannedTensor[])[] {
  const shards: PlannedTensor[][] = [[]];
  let filled = 0;
  for (const tensor of tensors) {
    if (filled > 0 && filled + tensor.bytes > limit) {
      shards.push([]);
      filled = 0;
    }
    shards.at(-1)?.push(tensor);
    filled += tensor.bytes;
  }
  return shards;
}

/** The reference writer's order: widest type first, which keeps every tensor aligned to its element, then by name. */
function layOutFile(name: string, tensors: readonly PlannedTensor[], metadata: Readonly<Record<string, string>>): PlannedFile {
  const order = [...tensors].sort((a, b) => dtypeRank(b.dtype) - dtypeRank(a.dtype) || compareBytes(a.name, b.name));
  const entries: [string, unknown][] = Object.keys(metadata).length > 0 ? [['__metadata__', metadata]] : [];
  let end = 0;
  const begins = order.map((tensor) => {
    const begin = end;
    end += tensor.bytes;
    entries.push([tensor.name, { dtype: headerName(tensor.dtype), shape: tensor.shape, data_offsets: [begin, end] }]);
    return begin;
  });
  const head = encodeHead(entries);
  return { name, head, tensors: order.map((tensor, i) => ({ ...tensor, offset: head.length + (begins[i] as number) })), bytes: head.length + end };
}

/** Written entry by entry: as keys of an object, names that look like numbers would lose their order and `__proto__` its value. */
function encodeHead(entries: readonly (readonly [string, unknown])[]): Uint8Array {
  const json = new TextEncoder().encode(`{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`);
  const padded = Math.ceil(json.length / 8) * 8;
  const head = new Uint8Array(headerPrefixBytes + padded).fill(0x20);
  new DataView(head.buffer).setBigUint64(0, BigInt(padded), true);
  head.set(json, headerPrefixBytes);
  return head;
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function fiveDigits(value: number): string {
  return String(value).padStart(5, '0');
}
