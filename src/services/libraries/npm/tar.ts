/** Reads tar archives (POSIX ustar and pax), as far as npm's packages need it: one entry after another, nothing held in memory. */
import { MixwrightError } from '../../../shared/errors.ts';

export interface TarEntry {
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'other';
  readonly bytes: number;
  /** To be read before the next entry is asked for; what is left of it is skipped. */
  content(): AsyncGenerator<Uint8Array>;
}

const block = 512;
/** A pax header holds names; nothing longer is one of npm's. */
const mostHeaderBytes = 1 << 20;

/** @throws MixwrightError NOT_AVAILABLE where the archive ends early or a header's checksum is wrong. */
export async function* readTar(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const input = bytesOf(source);
  let named: string | null = null;
  for (;;) {
    const header = await input.take(block);
    if (header === null || header.every((byte) => byte === 0)) return;
    const { path, type, bytes } = parseHeader(header);
    if (type === 'x') {
      if (bytes > mostHeaderBytes) throw damaged('a header is too long');
      named = paxPath(await whole(input, bytes)) ?? named;
      await skip(input, padding(bytes));
      continue;
    }
    let left = bytes;
    const content = async function* (): AsyncGenerator<Uint8Array> {
      while (left > 0) {
        const chunk = await input.some(left);
        if (chunk === null) throw damaged('it ends within a file');
        left -= chunk.length;
        yield chunk;
      }
    };
    // A global header ('g') says nothing of interest, and is skipped as content.
    if (type !== 'g') {
      yield { path: named ?? path, kind: type === '0' || type === '\0' ? 'file' : type === '5' ? 'folder' : 'other', bytes, content };
      named = null;
    }
    await skip(input, left + padding(bytes));
  }
}

interface Input {
  /** Exactly so many bytes; null at the end. */
  take(count: number): Promise<Uint8Array | null>;
  /** At least one and at most so many bytes; null at the end. */
  some(most: number): Promise<Uint8Array | null>;
}

function bytesOf(source: AsyncIterable<Uint8Array>): Input {
  const iterator = source[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array(0);
  const some = async (most: number): Promise<Uint8Array | null> => {
    while (rest.length === 0) {
      const { done, value } = await iterator.next();
      if (done) return null;
      rest = value;
    }
    const chunk = rest.subarray(0, most);
    rest = rest.subarray(chunk.length);
    return chunk;
  };
  return {
    some,
    async take(count) {
      const taken = new Uint8Array(count);
      let filled = 0;
      while (filled < count) {
        const chunk = await some(count - filled);
        if (chunk === null) {
          if (filled === 0) return null;
          throw damaged('it ends within a header');
        }
        taken.set(chunk, filled);
        filled += chunk.length;
      }
      return taken;
    },
  };
}

async function whole(input: Input, count: number): Promise<Uint8Array> {
  const taken = count === 0 ? new Uint8Array(0) : await input.take(count);
  if (taken === null) throw damaged('it ends within a header');
  return taken;
}

async function skip(input: Input, count: number): Promise<void> {
  for (let left = count; left > 0; ) {
    const chunk = await input.some(left);
    if (chunk === null) throw damaged('it ends within a file');
    left -= chunk.length;
  }
}

function padding(bytes: number): number {
  return (block - (bytes % block)) % block;
}

/** Offsets of POSIX.1-1988's ustar. */
function parseHeader(header: Uint8Array): { readonly path: string; readonly type: string; readonly bytes: number } {
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  if (sum !== octal(header, 148, 8)) throw damaged('a header has a wrong checksum');
  const prefix = text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : '';
  const name = text(header, 0, 100);
  return { path: prefix === '' ? name : `${prefix}/${name}`, type: String.fromCharCode(header[156] as number), bytes: octal(header, 124, 12) };
}

function text(header: Uint8Array, start: number, length: number): string {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}

function octal(header: Uint8Array, start: number, length: number): number {
  const digits = text(header, start, length).trim();
  const value = digits === '' ? 0 : Number.parseInt(digits, 8);
  if (!Number.isSafeInteger(value) || value < 0) throw damaged('a header has no number where one belongs');
  return value;
}

/** Records "<length> <key>=<value>\n". */
function paxPath(bytes: Uint8Array): string | null {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(new TextDecoder().decode(bytes))?.[1] ?? null;
}

function damaged(why: string): MixwrightError {
  return new MixwrightError('NOT_AVAILABLE', `the package's archive is damaged: ${why}`, { hint: 'try again; it is then downloaded anew' });
}
