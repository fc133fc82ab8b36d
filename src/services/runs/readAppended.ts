/**
 * Follows a file of lines that another process appends to, and cuts back when a run is resumed. The cursor is a plain value:
 * where to read on, and the bytes before that place, by which a file that was cut back and has grown again is recognised.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { isSystemError } from '../../weights/systemError.ts';

export interface FileCursor {
  /** End of the last whole line that was read. */
  readonly offset: number;
  /** The last bytes before it, in base 64. */
  readonly mark: string;
}

export const fileStart: FileCursor = { offset: 0, mark: '' };

export interface Appended {
  /** The file is not the one the cursor was in: `lines` are those from its beginning. */
  readonly rewritten: boolean;
  /** Whole lines without their ends. */
  readonly lines: readonly string[];
  readonly cursor: FileCursor;
  /** There was more than could be read at once. */
  readonly more: boolean;
}

/** Long enough to hold the clock fields of a step, which no two legs of a run write alike. */
const markBytes = 512;
const newline = 0x0a;

/** @param limit bytes at most; a single longer line is read whole all the same. A missing file is an empty one. */
export async function readAppended(file: string, cursor: FileCursor, limit = 4 * 1024 * 1024): Promise<Appended> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return null;
    throw error;
  });
  if (!handle) return { rewritten: cursor.offset > 0, lines: [], cursor: fileStart, more: false };
  try {
    const same = await isSameFile(handle, cursor);
    return { rewritten: !same, ...(await readLines(handle, same ? cursor : fileStart, limit)) };
  } finally {
    await handle.close();
  }
}

async function isSameFile(handle: FileHandle, { offset, mark }: FileCursor): Promise<boolean> {
  const expected = Buffer.from(mark, 'base64');
  return (await readBytes(handle, offset - expected.length, expected.length)).equals(expected);
}

async function readLines(handle: FileHandle, cursor: FileCursor, limit: number): Promise<Omit<Appended, 'rewritten'>> {
  const { size } = await handle.stat();
  if (size <= cursor.offset) return { lines: [], cursor, more: false };
  const bytes = await readBytes(handle, cursor.offset, Math.min(limit, size - cursor.offset));
  const end = bytes.lastIndexOf(newline) + 1;
  const isCut = cursor.offset + bytes.length < size;
  if (end === 0) return isCut ? readLines(handle, cursor, limit * 2) : { lines: [], cursor, more: false };
  const whole = bytes.subarray(0, end);
  const before = Buffer.concat([Buffer.from(cursor.mark, 'base64'), whole.subarray(-markBytes)]);
  return {
    lines: whole.toString('utf8').split('\n').slice(0, -1),
    cursor: { offset: cursor.offset + end, mark: before.subarray(-markBytes).toString('base64') },
    more: isCut,
  };
}

async function readBytes(handle: FileHandle, from: number, count: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(count), 0, count, from);
  return buffer.subarray(0, bytesRead);
}
