/**
 * The disk side of a store, for lowdb's `Low`. lowdb's own adapter neither flushes nor validates, and an unreadable file
 * makes it throw or, handled carelessly, start anew over the user's data (research/APP.md §4). Here a file is
 * {version, data}; what cannot be read is put aside and the backup used; newer files are refused, older ones migrated.
 */
import { copyFile, mkdir, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Adapter } from 'lowdb';
import type { z } from 'zod';
import { MixwrightError } from '../../shared/errors.ts';
import { writeFileDurably } from '../../weights/durable.ts';
import { isSystemError } from '../../weights/systemError.ts';

/** By the version it starts from: how a file's data becomes the next version's. */
export type Migrations = Readonly<Record<number, (data: unknown) => unknown>>;

export interface AdapterOptions<T> {
  readonly file: string;
  readonly version: number;
  readonly migrations: Migrations;
  readonly schema: z.ZodType<T>;
  /** Completes what was found where the file itself is missing or unreadable: the backup's data, or null. */
  restore(backup: T | null): Promise<T>;
  /** Told what became of an unreadable file. */
  warn(message: string): void;
}

export interface SafeAdapter<T> extends Adapter<T> {
  /** Only for the holder of the lock: it may put the file aside. */
  read(): Promise<T>;
  /** Reads without touching anything; null where that is not enough because the file is missing, damaged or old. */
  peek(): Promise<T | null>;
}

/** `read`, `peek` and `write` throw MixwrightError NOT_AVAILABLE for a newer version's file, DISK_FULL. */
export function safeAdapter<T>(options: AdapterOptions<T>): SafeAdapter<T> {
  return {
    read: () => read(options),
    peek: async () => {
      const content = await readContent(options, options.file);
      return 'data' in content && content.version === options.version ? content.data : null;
    },
    write: (data) => write(options, data),
  };
}

type Content<T> = { readonly missing: true } | { readonly damage: string } | { readonly version: number; readonly data: T };

async function read<T>(options: AdapterOptions<T>): Promise<T> {
  const { file, version } = options;
  const content = await readContent(options, file);
  if ('data' in content) {
    if (content.version < version) await copyFile(file, `${file}.v${content.version}`);
    return content.data;
  }
  const backup = await readContent(options, `${file}.bak`);
  if ('damage' in content) await putAside(options, content.damage, 'data' in backup);
  return options.restore('data' in backup ? backup.data : null);
}

async function putAside<T>({ file, warn }: AdapterOptions<T>, damage: string, hasBackup: boolean): Promise<void> {
  const aside = `${file}.corrupt-${new Date().toISOString().replaceAll(':', '-')}`;
  await rename(file, aside);
  warn(`${file} could not be read (${damage}); it was kept as ${aside} and made anew${hasBackup ? ' from its backup' : ''}`);
}

async function readContent<T>({ version, migrations, schema, file: own }: AdapterOptions<T>, file: string): Promise<Content<T>> {
  const text = await readOrNull(file);
  if (text === null) return { missing: true };
  try {
    const stored = JSON.parse(text) as { readonly version?: unknown; readonly data?: unknown } | null;
    const from = stored?.version;
    if (typeof from !== 'number') return { damage: 'it has no version' };
    if (from > version) throw tooNew(own, from, version);
    let data = stored?.data;
    for (let step = from; step < version; step++) data = migrations[step]?.(data);
    return { version: from, data: schema.parse(data) };
  } catch (error) {
    if (error instanceof MixwrightError) throw error;
    return { damage: error instanceof SyntaxError ? error.message : 'its content is not what belongs there' };
  }
}

function tooNew(file: string, found: number, known: number): MixwrightError {
  return new MixwrightError('NOT_AVAILABLE', `${file} was written by a newer Mixwright: expected version ${known} at most, got ${found}`, {
    file,
    hint: 'update Mixwright, or use another --data-dir; nothing was touched',
  });
}

async function write<T>({ file, version, schema }: AdapterOptions<T>, data: T): Promise<void> {
  const text = `${JSON.stringify({ version, data: schema.parse(data) }, null, 1)}\n`;
  await mkdir(dirname(file), { recursive: true });
  const last = await readOrNull(file);
  if (last !== null) await patiently(() => writeFileDurably(`${file}.bak`, last));
  await patiently(() => writeFileDurably(file, text));
}

/** Virus scanners on Windows hold a file for a moment after it was written. */
async function patiently(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 10 || !isSystemError(error, 'EPERM', 'EACCES', 'EBUSY')) throw error;
      await sleep(20 * attempt);
    }
  }
}

async function readOrNull(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return null;
    throw error;
  }
}
