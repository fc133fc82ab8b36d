/** A run's metrics in full resolution, outside of React: columns that grow, and a version that counts up. */
import type { MetricBatch, RouterFrames } from '../../shared/api/runs.ts';
import type { EvalMetric } from '../../shared/run.ts';

export interface MetricColumns {
  /** Counts up with every change. */
  version(): number;
  subscribe(listen: () => void): () => void;
  /** Steps held. */
  length(): number;
  /** The column's values so far, `length()` of them, a view that the next append may outgrow; undefined if the run has no such column. */
  column(name: string): Float64Array | undefined;
  names(): readonly string[];
  evaluations(): readonly EvalMetric[];
  routers(): RouterFrames | null;
  /** Steps at which the run was resumed. */
  resumed(): readonly number[];
  /** Where the next batch is to begin. */
  cursor(): { readonly epoch: number; readonly from: number };
  append(batch: MetricBatch): void;
}

export function createMetricColumns(): MetricColumns {
  let version = 0;
  let epoch = 0;
  let length = 0;
  let columns = new Map<string, Float64Array>();
  let evaluations: readonly EvalMetric[] = [];
  let routers: RouterFrames | null = null;
  let resumed: readonly number[] = [];
  const listeners = new Set<() => void>();

  return {
    version: () => version,
    subscribe(listen) {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    length: () => length,
    column: (name) => columns.get(name)?.subarray(0, length),
    names: () => [...columns.keys()],
    evaluations: () => evaluations,
    routers: () => routers,
    resumed: () => resumed,
    cursor: () => ({ epoch, from: length }),
    append(batch) {
      if (batch.epoch !== epoch || batch.from < length) {
        length = Math.min(length, batch.from);
        if (batch.epoch !== epoch) [evaluations, routers] = [[], null];
        epoch = batch.epoch;
      }
      const end = batch.from + Math.max(0, ...Object.values(batch.columns).map((values) => values.length));
      const grown = new Map<string, Float64Array>();
      for (const name of new Set([...columns.keys(), ...Object.keys(batch.columns)])) {
        const column = room(columns.get(name), length, end);
        const values = batch.columns[name];
        if (values) column.set(values, batch.from);
        grown.set(name, column);
      }
      columns = grown;
      length = end;
      evaluations = mergeEvaluations(evaluations, batch.evaluations);
      routers = batch.routers ?? routers;
      resumed = batch.resumed;
      version++;
      for (const listen of [...listeners]) listen();
    },
  };
}

/** The column with room for `end` values; what it does not hold is NaN. Doubles, so that appending is cheap. */
function room(column: Float64Array | undefined, length: number, end: number): Float64Array {
  if (column && column.length >= end) {
    column.fill(Number.NaN, length, end);
    return column;
  }
  const larger = new Float64Array(Math.max(1024, end * 2)).fill(Number.NaN);
  if (column) larger.set(column.subarray(0, length));
  return larger;
}

/** By step; a repeated step (told again after a resume) replaces the former. */
function mergeEvaluations(known: readonly EvalMetric[], more: readonly EvalMetric[]): readonly EvalMetric[] {
  if (more.length === 0) return known;
  const bySteps = new Map([...known, ...more].map((evaluation) => [evaluation.step, evaluation]));
  return [...bySteps.values()].sort((a, b) => a.step - b.step);
}
