/** JSON-lines files written row by row: one for each source and kind of row, since a file holds rows of one shape. */
import { type FileHandle, open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { CleanRow } from '../../data/clean.ts';

export interface RowFiles {
  write(row: CleanRow): Promise<void>;
  /** Writes what is held back. @returns the files' names, in the order of their sources. */
  finish(): Promise<readonly string[]>;
  /** Also after a failure. */
  close(): Promise<void>;
}

interface RowFile {
  readonly name: string;
  readonly handle: FileHandle;
  readonly source: number;
  lines: string[];
  /** UTF-16 units held back. */
  held: number;
}

const heldAtMost = 2 ** 20;

/** @param sources paths, for the names. */
export function openRowFiles(folder: string, sources: readonly string[]): RowFiles {
  const files = new Map<string, RowFile>();
  const names = new Set<string>();
  const openFor = async ({ source, kind }: CleanRow): Promise<RowFile> => {
    const key = `${source} ${kind}`;
    const known = files.get(key);
    if (known) return known;
    const name = freeName(stem(sources[source] ?? ''), names);
    names.add(name);
    const file = { name, handle: await open(join(folder, name), 'wx'), source, lines: [], held: 0 };
    files.set(key, file);
    return file;
  };
  return {
    async write(row) {
      const file = await openFor(row);
      const line = `${JSON.stringify(row.value)}\n`;
      file.lines.push(line);
      file.held += line.length;
      if (file.held >= heldAtMost) await flush(file);
    },
    async finish() {
      for (const file of files.values()) await flush(file);
      return [...files.values()].sort((a, b) => a.source - b.source).map(({ name }) => name);
    },
    async close() {
      for (const { handle } of files.values()) await handle.close();
    },
  };
}

async function flush(file: RowFile): Promise<void> {
  const text = file.lines.join('');
  file.lines = [];
  file.held = 0;
  await file.handle.appendFile(text);
}

function stem(path: string): string {
  return (
    basename(path)
      .replace(/\.gz$/i, '')
      .replace(/\.(jsonl|ndjson|json)$/i, '') || 'rows'
  );
}

function freeName(base: string, taken: ReadonlySet<string>): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? `${base}.jsonl` : `${base}-${count}.jsonl`;
    if (!taken.has(name)) return name;
  }
}
