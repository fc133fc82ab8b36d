/**
 * A run's logs: metrics.jsonl holds steps and evaluations, samples.jsonl answers of the model as it was at a step, each once,
 * also after a resume; events.jsonl everything else worth keeping.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunEvent } from '../shared/run.ts';
import { isSystemError } from '../weights/systemError.ts';
import { type JsonLines, openJsonLines } from './jsonLines.ts';

export interface MetricsLog {
  /** Appends a record to the log it belongs to; progress is not kept. */
  record(event: RunEvent): Promise<void>;
  /** Flushes the logs; gives the length of metrics.jsonl, which a checkpoint written next stores. */
  sync(): Promise<number>;
  close(): Promise<void>;
  /** Metric records that lay beyond the checkpoint and were cut off; they will be computed again. */
  readonly dropped: number;
}

export const metricsFile = 'metrics.jsonl';
export const eventsFile = 'events.jsonl';
/** Only there when the recipe asks for samples. */
export const samplesFile = 'samples.jsonl';

/** The checkpoint a run goes on from. */
export interface LogStart {
  readonly step: number;
  /** Length of metrics.jsonl when it was written. */
  readonly metricsBytes: number;
}

const beginning: LogStart = { step: 0, metricsBytes: 0 };

/** Opens the logs, cut back to `start`: what lies beyond is computed again. */
export async function openMetricsLog(runDirectory: string, start = beginning): Promise<MetricsLog> {
  const metrics = await openJsonLines(join(runDirectory, metricsFile), start.metricsBytes);
  const events = await openJsonLines(join(runDirectory, eventsFile));
  const samples = await openSamples(join(runDirectory, samplesFile), start.step);
  return {
    dropped: metrics.dropped,
    async record(event) {
      if (event.type === 'progress') return;
      if (event.type === 'sample') await samples.append(event);
      else if (event.type === 'step' || event.type === 'eval') await metrics.append(event);
      else await events.append({ ...event, at: new Date().toISOString() });
    },
    async sync() {
      await events.sync();
      await samples.sync();
      return metrics.sync();
    },
    async close() {
      await metrics.close();
      await events.close();
      await samples.close();
    },
  };
}

/** The file is made with the first sample. */
async function openSamples(path: string, step: number): Promise<JsonLines> {
  const kept = await lengthUpTo(path, step);
  let file = kept === null ? null : await openJsonLines(path, kept);
  return {
    async append(record) {
      file ??= await openJsonLines(path);
      await file.append(record);
    },
    sync: async () => (await file?.sync()) ?? 0,
    close: async () => file?.close(),
  };
}

/** Bytes of the samples up to and including a step; null when there is no file. Its lines are few: no checkpoint needs to store their length. */
async function lengthUpTo(path: string, step: number): Promise<number | null> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return null;
    throw error;
  });
  if (text === null) return null;
  const lines = text.split('\n').slice(0, -1);
  const beyond = lines.findIndex((line) => !(stepOf(line) <= step));
  return lines.slice(0, beyond < 0 ? lines.length : beyond).reduce((length, line) => length + Buffer.byteLength(line) + 1, 0);
}

/** NaN for a line that is none of ours. */
function stepOf(line: string): number {
  try {
    return Number((JSON.parse(line) as { readonly step?: unknown }).step);
  } catch {
    return Number.NaN;
  }
}
