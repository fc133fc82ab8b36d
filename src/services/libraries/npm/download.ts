/** Fetches a large file: goes on where an earlier attempt ended, and believes nothing before the checksum is right. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { setTimeout as sleep } from 'node:timers/promises';
import { MixwrightError } from '../../../shared/errors.ts';
import { asDiskFull } from '../../../weights/diskSpace.ts';
import { isSystemError } from '../../../weights/systemError.ts';
import { ask, unreachable } from './registry.ts';

export interface Download {
  readonly address: string;
  /** Written under this name and `.part` until it is whole and right. */
  readonly file: string;
  /** Of the whole file. */
  readonly bytes: number;
  /** sha512-… in base64, as npm's lock files write it. */
  readonly integrity: string;
}

export interface DownloadControl {
  readonly signal: AbortSignal;
  /** Bytes that are there, those of earlier attempts among them. */
  progress(done: number): void;
  /** Between two attempts after a lost connection, in milliseconds. */
  readonly patience?: number;
}

/** A connection that is lost is taken up again this often. */
const attempts = 5;

/** @throws MixwrightError NOT_AVAILABLE for a network that fails or a file that is not the expected one; STOPPED; DISK_FULL. */
export async function download(wanted: Download, control: DownloadControl): Promise<void> {
  if ((await sizeOf(wanted.file)) === wanted.bytes && (await integrityOf(wanted.file)) === wanted.integrity) return control.progress(wanted.bytes);
  const part = `${wanted.file}.part`;
  for (let attempt = 1; (await sizeOf(part)) < wanted.bytes; attempt++) {
    const lost = await fetchRest(wanted, part, control).catch((error: unknown) => {
      throw control.signal.aborted ? unreachable(wanted.address, error, control.signal) : asDiskFull(error, wanted.file);
    });
    if (lost === null) continue;
    if (control.signal.aborted || attempt === attempts) throw unreachable(wanted.address, lost, control.signal);
    await sleep(control.patience ?? 1000);
  }
  const got = await integrityOf(part);
  if (got !== wanted.integrity) {
    await rm(part, { force: true });
    throw damaged(wanted, got);
  }
  await rename(part, wanted.file);
}

/**
 * A connection that cannot be made at all is told at once, in place of waiting for it.
 * @returns why it ended too early, a reason to go on from there; null: it is whole. @throws MixwrightError; errors of the disk.
 */
async function fetchRest({ address, bytes }: Download, part: string, { signal, progress }: DownloadControl): Promise<Error | null> {
  const before = await sizeOf(part);
  const response = await ask(address, { signal, ...(before > 0 && { headers: { range: `bytes=${before}-` } }) });
  // A server without ranges sends the whole file again.
  const from = response.status === 206 ? before : 0;
  if (response.body === null) return new Error('the answer was empty');
  let done = from;
  const counted = async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      done += chunk.length;
      if (done > bytes) throw new MixwrightError('NOT_AVAILABLE', `${address} is longer than the ${bytes} bytes it should have`);
      yield chunk;
      progress(done);
    }
  };
  try {
    await pipeline(Readable.fromWeb(response.body as ReadableStream), counted, createWriteStream(part, { flags: from > 0 ? 'a' : 'w' }), { signal });
  } catch (error) {
    if (error instanceof MixwrightError || isSystemError(error, 'ENOSPC', 'EDQUOT', 'EACCES', 'ENOENT')) throw error;
    return new Error('the connection was lost', { cause: error });
  }
  return done < bytes ? new Error(`it ended after ${done} of ${bytes} bytes`) : null;
}

function damaged({ address, integrity }: Download, got: string): MixwrightError {
  return new MixwrightError('NOT_AVAILABLE', `${address} is not the file that was tested: expected ${short(integrity)}, got ${short(got)}`, {
    hint: 'it was removed; try again, and if that fails use another registry (npm_config_registry): this one serves another file',
  });
}

function short(integrity: string): string {
  return `${integrity.slice(0, 24)}…`;
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return 0;
    throw error;
  }
}

async function integrityOf(file: string): Promise<string> {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
  return `sha512-${hash.digest('base64')}`;
}
