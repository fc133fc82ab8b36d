/** An append-only file of JSON lines that survives being cut off: opening it drops a torn last line, one write adds one whole line. */
import { type FileHandle, open } from 'node:fs/promises';
import { asDiskFull } from '../weights/diskSpace.ts';

export interface JsonLines {
  append(record: object): Promise<void>;
  /** Flushes to the disk; gives the file's length in bytes. */
  sync(): Promise<number>;
  close(): Promise<void>;
}

export interface OpenedJsonLines extends JsonLines {
  /** Records, whole or torn, that were cut off when it was opened. */
  readonly dropped: number;
}

const newline = 0x0a;

/**
 * Opens the file for appending, creating it when missing, cut back to its last whole line.
 * @param keepBytes cut it back to this length first (a line's end): what was written after a checkpoint is done again.
 */
export async function openJsonLines(path: string, keepBytes = Number.POSITIVE_INFINITY): Promise<OpenedJsonLines> {
  const handle = await open(path, 'a+');
  try {
    const { dropped, length } = await cut(handle, keepBytes);
    return { ...appender(handle, path, length), dropped };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function appender(handle: FileHandle, path: string, start: number): JsonLines {
  let length = start;
  return {
    async append(record) {
      const line = Buffer.from(`${JSON.stringify(record)}\n`);
      let done = 0;
      try {
        while (done < line.length) done += (await handle.write(line, done)).bytesWritten;
        length += line.length;
      } catch (error) {
        // Half a line must not stay in front of the next one; when even this fails, opening cuts it off.
        await takeBack(handle, done).catch(() => undefined);
        throw asDiskFull(error, path);
      }
    },
    async sync() {
      await handle.sync();
      return length;
    },
    close: () => handle.close(),
  };
}

/** From the end as it is: a run's journal writes to its events, too. */
async function takeBack(handle: FileHandle, bytes: number): Promise<void> {
  if (bytes > 0) await handle.truncate((await handle.stat()).size - bytes);
}

async function cut(handle: FileHandle, keepBytes: number): Promise<{ readonly dropped: number; readonly length: number }> {
  const bytes = await handle.readFile();
  const length = bytes.subarray(0, Math.min(keepBytes, bytes.length)).lastIndexOf(newline) + 1;
  const lost = bytes.subarray(length);
  if (lost.length > 0) await handle.truncate(length);
  const torn = lost.length > 0 && lost.at(-1) !== newline ? 1 : 0;
  return { dropped: lost.filter((byte) => byte === newline).length + torn, length };
}
