/** Streams a run's curves to readers: pulled, everything since the reader's cursor at once, so that a slow one gets fewer, larger batches. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MetricBatch } from '../../shared/api/runs.ts';
import type { EvalMetric } from '../../shared/run.ts';
import { lookPause } from './lookPause.ts';
import { type LogPlace, type MetricLog, openMetricLog } from './metricLog.ts';
import { type FileCursor, fileStart, readAppended } from './readAppended.ts';
import { runFiles } from './runFiles.ts';
import { parseLogEntry } from './watchEvents.ts';

export interface MetricStreams {
  /**
   * Steps from the reader's cursor on, then whatever comes, at most every `everyMs`, and seldom once the run has ended. The first batch brings all evaluations, later
   * ones the new ones. It goes on after the run has ended: it may be resumed.
   */
  watch(
    directory: string,
    options: { readonly epoch: number; readonly from: number; readonly everyMs: number; readonly signal: AbortSignal },
  ): AsyncGenerator<MetricBatch>;
}

/** Steps in one batch. */
const batchSteps = 20_000;

/** One log per run, shared by its readers and gone with the last of them. */
export function createMetricStreams(): MetricStreams {
  const open = new Map<string, { readonly log: Promise<MetricLog>; readers: number }>();
  const places = new Map<string, LogPlace>();

  function enter(directory: string): Promise<MetricLog> {
    const known = open.get(directory) ?? { log: openMetricLog(directory, places.get(directory)), readers: 0 };
    open.set(directory, known);
    known.readers++;
    return known.log;
  }

  async function leave(directory: string): Promise<void> {
    const known = open.get(directory);
    if (!known || --known.readers > 0) return;
    open.delete(directory);
    const log = await known.log.catch(() => null);
    if (log) places.set(directory, log.place());
  }

  return {
    async *watch(directory, { epoch, from, everyMs, signal }) {
      try {
        const log = await enter(directory);
        const resumes = followResumes(directory);
        const reader = createReader(log, { epoch, from });
        while (!signal.aborted) {
          const pause = await lookPause(directory, everyMs);
          const [more, resumed] = [await log.refill(), await resumes()];
          const batch = reader.next(resumed);
          if (batch) yield batch;
          if (!more && !reader.isBehind()) await sleep(pause, undefined, { signal }).catch(() => undefined);
        }
      } finally {
        await leave(directory);
      }
    },
  };
}

interface Reader {
  /** Null when there is nothing to tell. */
  next(resumed: readonly number[]): MetricBatch | null;
  isBehind(): boolean;
}

function createReader(log: MetricLog, start: { readonly epoch: number; readonly from: number }): Reader {
  let { epoch, from } = start;
  let toldEvaluations = 0;
  let toldResumes = -1;
  let toldFrame: number | null = null;
  let first = true;
  return {
    next(resumed) {
      if (epoch !== log.epoch) [epoch, from, toldEvaluations, toldFrame] = [log.epoch, 0, 0, null];
      const evaluations: readonly EvalMetric[] = log.evaluations.slice(toldEvaluations);
      const to = Math.min(log.length, from + batchSteps);
      if (!first && to <= from && evaluations.length === 0 && resumed.length === toldResumes) return null;
      first = false;
      const frame = log.routers;
      const batch = { epoch, from: Math.min(from, log.length), columns: log.columns(from, to), evaluations: [...evaluations], resumed: [...resumed] };
      const frameStep = frame?.steps[0] ?? null;
      const routers = frameStep === toldFrame ? null : frame;
      [from, toldEvaluations, toldResumes, toldFrame] = [Math.max(from, to), log.evaluations.length, resumed.length, frameStep];
      return { ...batch, routers };
    },
    isBehind: () => epoch === log.epoch && from < log.length,
  };
}

/** Steps at which the run went on, so far. */
function followResumes(directory: string): () => Promise<readonly number[]> {
  const file = join(directory, runFiles.events);
  let cursor: FileCursor = fileStart;
  let steps: number[] = [];
  return async () => {
    for (;;) {
      const appended = await readAppended(file, cursor);
      if (appended.rewritten) steps = [];
      cursor = appended.cursor;
      for (const line of appended.lines) {
        const event = parseLogEntry(line)?.event;
        if (event?.type === 'resumed') steps.push(event.step);
      }
      if (!appended.more) return steps;
    }
  };
}
