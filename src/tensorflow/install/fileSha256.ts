/** The SHA-256 of a file, in hex. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { throwIfStopped } from './runCommand.ts';

/** @throws MixwrightError STOPPED once `signal` is aborted. */
export async function fileSha256(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path, { highWaterMark: 2 ** 22 }), hash, { signal });
  } catch (error) {
    throwIfStopped(signal);
    throw error;
  }
  return hash.digest('hex');
}
