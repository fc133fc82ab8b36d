/** Prepared datasets as bytes, for the cache: a JSON header, then token ids (i32, little endian) and loss masks. Damaged bytes are no dataset. */
import type { DatasetReport, Sample } from './data.ts';

export interface StoredDataset {
  readonly train: readonly Sample[];
  /** Of the recipe's own evaluation files; the share split off the training files is not stored. */
  readonly evaluation: readonly Sample[];
  readonly report: DatasetReport;
}

interface Header {
  readonly train: number;
  readonly report: DatasetReport;
  readonly texts: readonly string[];
  /** Per sample: tokens, line, and the places of file, task and group in `texts`, -1 for none. */
  readonly samples: readonly (readonly [length: number, line: number, file: number, task: number, group: number])[];
  readonly checksum: number;
}

/** "MXS2" in ASCII; 2: reports count their problems. */
const MAGIC = 0x3253584d;
const PREFIX = 8;

export function encodeDataset({ train, evaluation, report }: StoredDataset): Uint8Array {
  const samples = [...train, ...evaluation];
  const total = samples.reduce((sum, { tokens }) => sum + tokens.length, 0);
  const tokens = new Int32Array(total);
  const flags = new Uint8Array(total);
  const places = new Map<string, number>();
  const place = (text: string | undefined): number => {
    if (text === undefined) return -1;
    const known = places.get(text) ?? places.size;
    places.set(text, known);
    return known;
  };
  let at = 0;
  const rows = samples.map((sample) => {
    tokens.set(sample.tokens, at);
    flags.set(sample.trained, at);
    at += sample.tokens.length;
    return [sample.tokens.length, sample.line, place(sample.file), place(sample.task), place(sample.group)] as const;
  });
  const header: Header = { train: train.length, report, texts: [...places.keys()], samples: rows, checksum: checksum(tokens, flags) };
  const json = new TextEncoder().encode(JSON.stringify(header));
  const start = alignedStart(json.length);
  const bytes = new Uint8Array(start + 5 * total);
  new Uint32Array(bytes.buffer, 0, 2).set([MAGIC, json.length]);
  bytes.set(json, PREFIX);
  bytes.set(new Uint8Array(tokens.buffer), start);
  bytes.set(flags, start + 4 * total);
  return bytes;
}

/** @returns undefined where the bytes are cut off, altered or of another version. */
export function decodeDataset(given: Uint8Array): StoredDataset | undefined {
  if (given.length < PREFIX) return undefined;
  // A copy, since the bytes may lie unaligned in a pool.
  const bytes = given.slice();
  const [magic, jsonLength] = new Uint32Array(bytes.buffer, 0, 2) as unknown as [number, number];
  if (magic !== MAGIC || PREFIX + jsonLength > bytes.length) return undefined;
  const header = readHeader(bytes.subarray(PREFIX, PREFIX + jsonLength));
  if (!header) return undefined;
  const total = header.samples.reduce((sum, [length]) => sum + length, 0);
  const start = alignedStart(jsonLength);
  if (bytes.length !== start + 5 * total) return undefined;
  const tokens = new Int32Array(bytes.buffer, start, total);
  const flags = bytes.subarray(start + 4 * total);
  if (checksum(tokens, flags) !== header.checksum) return undefined;
  let at = 0;
  const samples = header.samples.map(([length, line, file, task, group]): Sample => {
    const from = at;
    at += length;
    return {
      tokens: tokens.subarray(from, at),
      trained: flags.subarray(from, at),
      file: header.texts[file] ?? '',
      line,
      ...(task < 0 ? {} : { task: header.texts[task] as string }),
      ...(group < 0 ? {} : { group: header.texts[group] as string }),
    };
  });
  return { train: samples.slice(0, header.train), evaluation: samples.slice(header.train), report: header.report };
}

function readHeader(json: Uint8Array): Header | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(json)) as Header;
  } catch {
    return undefined;
  }
}

/** Ids start at a multiple of four, so they can be read in place. */
function alignedStart(jsonLength: number): number {
  return Math.ceil((PREFIX + jsonLength) / 4) * 4;
}

/** FNV-1a over ids and flags: finds damage, not malice. */
function checksum(tokens: Int32Array, flags: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const id of tokens) hash = Math.imul(hash ^ id, 0x01000193);
  for (const flag of flags) hash = Math.imul(hash ^ flag, 0x01000193);
  return hash >>> 0;
}
