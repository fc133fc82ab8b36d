/** Bytes of a source → text chunks: gzip, byte-order marks and UTF-16 are dealt with here, and nowhere else. */
import { MixwrightError } from '../../shared/errors.ts';
import type { ByteSource } from '../data.ts';
import { refuseBinary, textEncoding } from './fileKind.ts';
import { gunzip } from './gunzip.ts';

/** What a reader tells and heeds while it reads. */
export interface ReadControl {
  readonly signal?: AbortSignal;
  /** The file's own bytes, as they come, compressed or not. */
  onBytes?(bytes: Uint8Array): void;
}

const HEAD_BYTES = 65536;

/** @throws MixwrightError STOPPED when the signal says so; NOT_AVAILABLE or BAD_DATASET for files that are no text. */
export async function* textChunks(source: ByteSource, control: ReadControl): AsyncGenerator<string> {
  const outer = await withHead(watched(source, control));
  const zipped = outer.head[0] === 0x1f && outer.head[1] === 0x8b;
  const { head, chunks } = zipped ? await withHead(gunzip(outer.chunks, source.name)) : outer;
  const encoding = textEncoding(head, source.name);
  if (encoding === 'utf-8') refuseBinary(head, source.name);
  // A TextDecoder swallows the byte-order mark of its own encoding.
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield text;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}

async function* watched(source: ByteSource, { signal, onBytes }: ReadControl): AsyncGenerator<Uint8Array> {
  for await (const chunk of source.open(signal)) {
    if (signal?.aborted) throw new MixwrightError('STOPPED', `reading ${source.name} was stopped`);
    onBytes?.(chunk);
    yield chunk;
  }
}

/** Reads ahead until the first bytes are known; the returned chunks start from the beginning all the same. */
async function withHead(chunks: AsyncGenerator<Uint8Array>): Promise<{ head: Uint8Array; chunks: AsyncGenerator<Uint8Array> }> {
  const seen: Uint8Array[] = [];
  let length = 0;
  while (length < HEAD_BYTES) {
    const { done, value } = await chunks.next();
    if (done) break;
    seen.push(value);
    length += value.length;
  }
  const head = new Uint8Array(length);
  seen.reduce((offset, chunk) => {
    head.set(chunk, offset);
    return offset + chunk.length;
  }, 0);
  return { head, chunks: replay(seen, chunks) };
}

async function* replay(seen: readonly Uint8Array[], rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* seen;
  yield* rest;
}
