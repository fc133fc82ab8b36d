/** A dropped file, streamed to disk: never whole in memory, never half under its name. */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, mkdir, rename, rm, statfs } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { MixwrightError, toErrorObject } from '../shared/errors.ts';
import { checkBatch, uploadParts } from './uploadPath.ts';

/** Left free for everything else on the disk. */
const reserveBytes = 256 * 2 ** 20;

export interface Upload {
  /** As the page names it; may hold folders. */
  readonly name: string;
  /** Files of one batch keep their places to each other; absent: a batch of its own. */
  readonly batch: string | null;
}

/**
 * @param folder of all uploads.
 * @returns where the file lies, absolute.
 * @throws MixwrightError BAD_USAGE, OUTPUT_EXISTS, DISK_FULL; an upload that breaks off leaves nothing.
 */
export async function receiveUpload(request: IncomingMessage, folder: string, { name, batch }: Upload): Promise<string> {
  const path = join(folder, batch === null ? randomUUID() : checkBatch(batch), ...uploadParts(name));
  // A name of its own: the file's may be as long as names can be.
  const partial = join(dirname(path), `.${randomUUID()}.part`);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await checkSpace(request, folder);
  await refuseExisting(path, name);
  try {
    // A full disk must not end the request: its answer says so.
    await pipeline(request.iterator({ destroyOnReturn: false }), createWriteStream(partial, { flags: 'wx', mode: 0o600 }));
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw toErrorObject(error).code === 'DISK_FULL' ? diskFull(`the disk of ${folder} became full while ${name} was sent`) : error;
  }
  return path;
}

async function checkSpace({ headers }: IncomingMessage, folder: string): Promise<void> {
  const bytes = Number(headers['content-length'] ?? 0);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize - reserveBytes;
  if (bytes <= free) return;
  throw diskFull(`the file takes ${bytes} bytes; ${Math.max(0, free)} can be used on the disk of ${folder}`);
}

function diskFull(message: string): MixwrightError {
  return new MixwrightError('DISK_FULL', message, { hint: 'free some space, or open the file where it lies by its path' });
}

async function refuseExisting(path: string, name: string): Promise<void> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) throw new MixwrightError('OUTPUT_EXISTS', `${name} was already uploaded with these files`, { field: 'name' });
}
