/** A run's two logs: metrics.jsonl holds steps and evaluations, each once, also after a resume; events.jsonl everything else worth keeping. */
import { join } from 'node:path';
import type { RunEvent } from '../shared/run.ts';
import { openJsonLines } from './jsonLines.ts';

export interface MetricsLog {
  /** Appends a record to the log it belongs to; progress is not kept. */
  record(event: RunEvent): Promise<void>;
  /** Flushes both logs; gives the length of metrics.jsonl, which a checkpoint written next stores. */
  sync(): Promise<number>;
  close(): Promise<void>;
  /** Metric records that lay beyond the checkpoint and were cut off; they will be computed again. */
  readonly dropped: number;
}

export const metricsFile = 'metrics.jsonl';
export const eventsFile = 'events.jsonl';

/**
 * @param metricsBytes length of metrics.jsonl at the checkpoint the run goes on from; 0 when it starts at step 1.
 */
export async function openMetricsLog(runDirectory: string, metricsBytes: number): Promise<MetricsLog> {
  const metrics = await openJsonLines(join(runDirectory, metricsFile), metricsBytes);
  const events = await openJsonLines(join(runDirectory, eventsFile));
  return {
    dropped: metrics.dropped,
    async record(event) {
      if (event.type === 'progress') return;
      await (event.type === 'step' || event.type === 'eval' ? metrics : events).append(event);
    },
    async sync() {
      await events.sync();
      return metrics.sync();
    },
    async close() {
      await metrics.close();
      await events.close();
    },
  };
}
