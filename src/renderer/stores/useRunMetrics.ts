/** The metrics of a run, followed while a part shows them. */
import { useMemo, useSyncExternalStore } from 'react';
import { createMetricColumns, type MetricColumns } from './metricColumns.ts';
import { useTellNewestStep } from './newestStep.ts';
import { type StreamState, useStream } from './useStream.ts';

export interface RunMetrics {
  readonly columns: MetricColumns;
  /** Draws again when it changes. */
  readonly version: number;
  readonly stream: StreamState;
}

/** @param everyMs at most one batch in so many milliseconds; 250 for up to two charts, 500 for more. */
export function useRunMetrics(id: string | null, everyMs = 500): RunMetrics {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run, other columns
  const columns = useMemo(() => createMetricColumns(), [id]);
  const tellNewestStep = useTellNewestStep(id, columns);
  const stream = useStream(
    'runs.metrics',
    id,
    () => ({ id: id ?? '', everyMs, ...columns.cursor() }),
    (batch) => {
      columns.append(batch);
      tellNewestStep();
    },
  );
  const version = useSyncExternalStore(columns.subscribe, columns.version);
  return { columns, version, stream };
}
