/**
 * The header of a safetensors file, parsed and checked by every rule of the reference implementation (safetensors: tensor.rs)
 * and a few it lacks: keys given twice, sizes past 2^53, absurd counts. Names stay names here: nothing is ever opened by them.
 */
import { MixwrightError } from '../shared/errors.ts';
import { dtypeNamed, elementCount, type StoredDtypeFacts } from './storedDtypes.ts';
import { isStrictObject, parseStrictJson, type StrictJson, type StrictObject, showJson } from './strictJson.ts';
import type { StoredTensor } from './weights.ts';

/** Bytes of the length field in front of the header. */
export const headerPrefixBytes = 8;
export const maxHeaderBytes = 100_000_000;
const maxTensors = 2_000_000;
const maxNameLength = 1024;

export interface PlacedTensor extends StoredTensor {
  /** From the start of the file, in bytes. */
  readonly offset: number;
}

export interface SafetensorsHeader {
  /** In the order of their bytes. */
  readonly tensors: ReadonlyMap<string, PlacedTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Reads a header.
 * @param json the header's bytes, without the length in front.
 * @param file its path, for messages, and its size in bytes.
 * @throws MixwrightError BAD_MODEL naming the tensor and the rule.
 */
export function parseSafetensorsHeader(json: Uint8Array, file: { readonly path: string; readonly bytes: number }): SafetensorsHeader {
  const root = parseStrictJson(decodeUtf8(json, file.path), (rule, [tensor, ...field]) =>
    refuse(file.path, tensor, field.length > 0 ? `${field.join('.')}: ${rule}` : rule),
  );
  if (!isStrictObject(root)) return refuse(file.path, undefined, `expected the header to be an object, got ${showJson(root)}`);
  if (root.size > maxTensors) return refuse(file.path, undefined, `expected at most ${maxTensors} tensors, got ${root.size}`);
  const dataStart = headerPrefixBytes + json.length;
  const placed: PlacedTensor[] = [];
  for (const [name, entry] of root) {
    if (name !== '__metadata__') placed.push(readEntry({ file: file.path, name, dataStart }, entry));
  }
  placed.sort((a, b) => a.offset - b.offset || a.bytes - b.bytes);
  checkCoverage(placed, dataStart, file);
  return { tensors: new Map(placed.map((tensor) => [tensor.name, tensor])), metadata: readMetadata(root.get('__metadata__'), file.path) };
}

function decodeUtf8(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse(file, undefined, 'expected the header to be UTF-8 text');
  }
}

function readMetadata(value: StrictJson | undefined, file: string): ReadonlyMap<string, string> {
  const metadata = new Map<string, string>();
  if (value === undefined) return metadata;
  if (!isStrictObject(value)) return refuse(file, undefined, `__metadata__: expected an object of texts, got ${showJson(value)}`);
  for (const [key, text] of value) {
    if (typeof text !== 'string') return refuse(file, undefined, `__metadata__.${key}: expected text, got ${showJson(text)}`);
    metadata.set(key, text);
  }
  return metadata;
}

interface EntryPlace {
  readonly file: string;
  readonly name: string;
  readonly dataStart: number;
}

function readEntry({ file, name, dataStart }: EntryPlace, entry: StrictJson): PlacedTensor {
  const refuseEntry = (rule: string): never => refuse(file, name, rule);
  if (name.length > maxNameLength) return refuseEntry(`expected a name of at most ${maxNameLength} characters, got ${name.length}`);
  if (/\p{Surrogate}/u.test(name)) return refuseEntry('expected a name of valid Unicode');
  if (!isStrictObject(entry)) return refuseEntry(`expected an object with dtype, shape and data_offsets, got ${showJson(entry)}`);
  const dtype = readDtype(entry, refuseEntry);
  const shape = readWholeNumbers(entry, 'shape', refuseEntry);
  const [begin, end, ...more] = readWholeNumbers(entry, 'data_offsets', refuseEntry);
  if (begin === undefined || end === undefined || more.length > 0 || end < begin) {
    return refuseEntry(`data_offsets: expected [begin, end] with begin <= end, got ${showJson(entry.get('data_offsets'))}`);
  }
  const bytes = byteSize(dtype, shape, refuseEntry);
  if (end - begin !== bytes) {
    return refuseEntry(`data_offsets: expected ${bytes} bytes for ${dtype.name} [${shape.join(', ')}], got ${end - begin} (${begin} to ${end})`);
  }
  return { name, shape, dtype: dtype.id, file, bytes, offset: dataStart + begin };
}

function readDtype(entry: StrictObject, refuseEntry: (rule: string) => never): StoredDtypeFacts {
  const name = entry.get('dtype');
  const dtype = typeof name === 'string' ? dtypeNamed(name) : undefined;
  return dtype ?? refuseEntry(`dtype: expected a type of the safetensors format such as "F32" or "BF16", got ${showJson(name)}`);
}

function readWholeNumbers(entry: StrictObject, field: string, refuseEntry: (rule: string) => never): readonly number[] {
  const list = entry.get(field);
  if (!Array.isArray(list) || !list.every((item) => typeof item === 'number')) {
    return refuseEntry(`${field}: expected a list of whole numbers from 0 to 2^53 - 1, got ${showJson(list)}`);
  }
  return list;
}

function byteSize(dtype: StoredDtypeFacts, shape: readonly number[], refuseEntry: (rule: string) => never): number {
  const count = elementCount(shape);
  const bits = count === undefined ? undefined : count * dtype.bits;
  if (bits === undefined || !Number.isSafeInteger(bits)) return refuseEntry(`shape: [${shape.join(', ')}] is too large, its size passes 2^53`);
  if (bits % 8 !== 0) return refuseEntry(`shape: expected a whole number of bytes, got ${bits} bits for ${dtype.name} [${shape.join(', ')}]`);
  return bits / 8;
}

/** Every byte after the header belongs to exactly one tensor: what is lost or smuggled in shows as a hole, an overlap or a rest. */
function checkCoverage(sorted: readonly PlacedTensor[], dataStart: number, file: { readonly path: string; readonly bytes: number }): void {
  let end = dataStart;
  for (const { name, offset, bytes } of sorted) {
    if (offset !== end) {
      const what = offset < end ? 'overlaps the tensor before it' : 'leaves a hole before it';
      refuse(file.path, name, `data_offsets: expected to begin at ${end - dataStart}, got ${offset - dataStart}: it ${what}`);
    }
    end += bytes;
  }
  if (end === file.bytes) return;
  const last = sorted.at(-1)?.name;
  if (end > file.bytes) refuse(file.path, last, `the file is cut short: expected ${end} bytes in all, got ${file.bytes}`);
  refuse(file.path, last, `expected the file to end after its last tensor at ${end} bytes, got ${file.bytes} bytes`);
}

function refuse(file: string, tensor: string | undefined, rule: string): never {
  const subject = tensor === undefined ? 'safetensors header' : `tensor ${JSON.stringify(tensor.slice(0, 200))}`;
  throw new MixwrightError('BAD_MODEL', `${subject}: ${rule}`, {
    file,
    ...(tensor === undefined ? {} : { tensor }),
    hint: 'the file is damaged or not a safetensors file; download or save it again',
  });
}
