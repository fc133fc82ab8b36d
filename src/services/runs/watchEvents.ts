/** Streams a run's log, events.jsonl with samples.jsonl: from the beginning, then as they grow. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogEntry } from '../../shared/api/runs.ts';
import type { RunEvent } from '../../shared/run.ts';
import { lookPause } from './lookPause.ts';
import { type FileCursor, fileStart, readAppended } from './readAppended.ts';
import { runFiles } from './runFiles.ts';

/** How often the files of a run that goes on are looked at. */
const everyMs = 250;
/** Entries in one item. */
const batchEntries = 1000;

/**
 * It goes on after the run has ended: it may be resumed. A resume takes samples of later steps back and makes them again: they are
 * told again, and the later one of a step and prompt counts.
 */
export async function* watchEvents(directory: string, signal: AbortSignal): AsyncGenerator<LogEntry[]> {
  const events = follow(join(directory, runFiles.events));
  const samples = follow(join(directory, runFiles.samples));
  while (!signal.aborted) {
    const pause = await lookPause(directory, everyMs);
    const [told, answers] = [await events(), await samples()];
    const entries = [...told.entries, ...answers.entries];
    for (let start = 0; start < entries.length; start += batchEntries) yield entries.slice(start, start + batchEntries);
    if (!told.more && !answers.more) await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}

function follow(file: string): () => Promise<{ readonly entries: readonly LogEntry[]; readonly more: boolean }> {
  let cursor: FileCursor = fileStart;
  return async () => {
    const { lines, more, cursor: next } = await readAppended(file, cursor);
    cursor = next;
    return { entries: lines.flatMap((line) => parseLogEntry(line) ?? []), more };
  };
}

/** Null for a line that is none. Logs of earlier versions have no times. */
export function parseLogEntry(line: string): LogEntry | null {
  try {
    const { at = null, ...event } = JSON.parse(line) as RunEvent & { readonly at?: string };
    return { at, event: event as RunEvent };
  } catch {
    return null;
  }
}
