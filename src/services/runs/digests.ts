/** Digests of all runs, brought up to date by what their metrics files gained: a list of runs reads no curve twice. */
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DataPaths } from '../directory/dataPaths.ts';
import { type Digest, digestMetric, emptyDigest } from './digest.ts';
import { type FileCursor, fileStart, readAppended } from './readAppended.ts';
import { parseMetric, runFiles } from './runFiles.ts';

export interface Digests {
  /** As its metrics are now. */
  of(run: { readonly id: string; readonly directory: string }): Promise<Digest>;
}

interface Known {
  readonly digest: Digest;
  readonly cursor: FileCursor;
  /** Size and time of the file it is of. */
  readonly file: string;
}

/** Of its form: a digest written by another version is made anew. */
const version = 2;
/** Bytes that are worth writing the digest down for. */
const worthKeeping = 256 * 1024;

export function openDigests({ cache }: Pick<DataPaths, 'cache'>): Digests {
  const known = new Map<string, Known>();
  /** One reader per run at a time: two would count the same steps twice. */
  const reading = new Map<string, Promise<Known>>();
  const keptFile = (id: string): string => join(cache, 'digests', `${id}.json`);

  async function refreshed(id: string, directory: string): Promise<Known> {
    const metrics = join(directory, runFiles.metrics);
    const before = known.get(id) ?? (await readKept(keptFile(id)));
    const file = await signatureOf(metrics);
    if (before?.file === file) {
      known.set(id, before);
      return before;
    }
    const { digest, cursor, read } = await digestAppended(metrics, before);
    const next = { digest, cursor, file };
    known.set(id, next);
    if (read > worthKeeping) await keep(keptFile(id), next);
    return next;
  }

  return {
    async of({ id, directory }) {
      const begun = reading.get(id) ?? refreshed(id, directory).finally(() => reading.delete(id));
      reading.set(id, begun);
      return (await begun).digest;
    },
  };
}

async function digestAppended(
  metrics: string,
  before: Known | undefined,
): Promise<{ readonly digest: Digest; readonly cursor: FileCursor; readonly read: number }> {
  let { digest, cursor } = before ?? { digest: emptyDigest, cursor: fileStart };
  for (let read = 0; ; ) {
    const appended = await readAppended(metrics, cursor);
    if (appended.rewritten) digest = emptyDigest;
    for (const line of appended.lines) {
      const metric = parseMetric(line);
      if (metric) digest = digestMetric(digest, metric);
    }
    read += appended.cursor.offset - (appended.rewritten ? 0 : cursor.offset);
    cursor = appended.cursor;
    if (!appended.more) return { digest, cursor, read };
  }
}

async function signatureOf(file: string): Promise<string> {
  return stat(file).then(
    ({ size, mtimeMs }) => `${size} ${mtimeMs}`,
    () => '',
  );
}

async function readKept(file: string): Promise<Known | undefined> {
  try {
    const kept = JSON.parse(await readFile(file, 'utf8')) as { readonly version?: unknown; readonly known: Known };
    return kept.version === version ? kept.known : undefined;
  } catch {
    return undefined;
  }
}

/** A cache: what cannot be kept is read again. */
async function keep(file: string, known: Known): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify({ version, known }));
  } catch {}
}
