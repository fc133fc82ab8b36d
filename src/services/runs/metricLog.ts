/** A run's curves in memory, in columns, as long as someone looks at them; read from its file as that grows. */
import { join } from 'node:path';
import type { RouterFrames } from '../../shared/api/runs.ts';
import type { EvalMetric, RouterMetric, StepMetric } from '../../shared/run.ts';
import { type FileCursor, fileStart, readAppended } from './readAppended.ts';
import { parseMetric, runFiles } from './runFiles.ts';

export interface MetricLog {
  /** Grows when the curve was cut back: everything read before is void then. */
  readonly epoch: number;
  /** Steps. */
  readonly length: number;
  /** In the order they were made. */
  readonly evaluations: readonly EvalMetric[];
  /** Of the newest step; null for a dense model. */
  readonly routers: RouterFrames | null;
  /** Values of the steps [from, to); NaN where a step has none. */
  columns(from: number, to: number): Readonly<Record<string, Float64Array>>;
  /** Reads what was appended, some at a time. @returns whether there is more. */
  refill(): Promise<boolean>;
  /** Where it stands, for the next one of the same run to go on counting epochs from. */
  place(): LogPlace;
}

export interface LogPlace {
  readonly epoch: number;
  readonly cursor: FileCursor;
}

/** @param before where an earlier log of this run stood; when the file still continues it, its epoch goes on. */
export async function openMetricLog(directory: string, before?: LogPlace): Promise<MetricLog> {
  const file = join(directory, runFiles.metrics);
  // By the clock, so that an epoch of another process is never taken for one of this.
  let epoch = before && (await continues(file, before.cursor)) ? before.epoch : Math.max(Date.now(), (before?.epoch ?? 0) + 1);
  let cursor = fileStart;
  let table = createTable();
  let evaluations: EvalMetric[] = [];
  let newest: StepMetric | null = null;
  let seconds = 0;
  let pending: Promise<boolean> | null = null;

  async function refill(): Promise<boolean> {
    const appended = await readAppended(file, cursor);
    if (appended.rewritten) {
      epoch = Math.max(Date.now(), epoch + 1);
      table = createTable();
      [evaluations, newest, seconds] = [[], null, 0];
    }
    cursor = appended.cursor;
    for (const line of appended.lines) {
      const metric = parseMetric(line);
      if (metric?.type === 'eval') evaluations.push(metric);
      if (metric?.type !== 'step') continue;
      seconds += metric.seconds;
      newest = metric;
      table.append({ ...stepValues(metric), time: seconds });
    }
    return appended.more;
  }

  return {
    get epoch() {
      return epoch;
    },
    get length() {
      return table.length();
    },
    get evaluations() {
      return evaluations;
    },
    get routers() {
      return newest?.routers?.length ? frameOf(newest.step, newest.routers) : null;
    },
    columns: (from, to) => table.slice(from, to),
    refill() {
      pending ??= refill().finally(() => {
        pending = null;
      });
      return pending;
    },
    place: () => ({ epoch, cursor }),
  };
}

async function continues(file: string, cursor: FileCursor): Promise<boolean> {
  return !(await readAppended(file, cursor, 1)).rewritten;
}

/** JSON writes what is not finite as null. */
function stepValues(metric: StepMetric): Readonly<Record<string, number | null | undefined>> {
  const { step, loss, learningRate, gradNorm, tokensPerSecond, tokens, totalTokens, memoryBytes, auxLoss = {}, routers = [] } = metric;
  const values: Record<string, number | null | undefined> = { step, loss, learningRate, gradNorm, tokensPerSecond, tokens, totalTokens, memoryBytes };
  for (const [method, value] of Object.entries(auxLoss)) values[`auxLoss.${method}`] = value;
  if (routers.length === 0) return values;
  const mean = (of: (router: RouterMetric) => number): number => routers.reduce((sum, router) => sum + of(router), 0) / routers.length;
  return {
    ...values,
    entropy: mean(({ entropy }) => entropy),
    maxViolation: mean(({ maxViolation }) => maxViolation),
    deadExperts: mean(({ deadExperts }) => deadExperts),
  };
}

export function frameOf(step: number, routers: readonly RouterMetric[]): RouterFrames {
  const each = (of: (router: RouterMetric) => number): Float32Array => Float32Array.from(routers, of);
  return {
    steps: Float64Array.of(step),
    layers: routers.map(({ layer }) => layer),
    experts: routers[0]?.load.length ?? 0,
    load: Float32Array.from(routers.flatMap(({ load }) => load)),
    entropy: each(({ entropy }) => entropy),
    maxViolation: each(({ maxViolation }) => maxViolation),
    deadExperts: each(({ deadExperts }) => deadExperts),
  };
}

interface Table {
  length(): number;
  append(row: Readonly<Record<string, number | null | undefined>>): void;
  slice(from: number, to: number): Readonly<Record<string, Float64Array>>;
}

/** Columns that double when they are full; one that comes late is NaN before. */
function createTable(): Table {
  const columns = new Map<string, Float64Array>();
  let length = 0;
  let capacity = 256;
  return {
    length: () => length,
    append(row) {
      if (length === capacity) {
        capacity *= 2;
        for (const [name, values] of columns) columns.set(name, grown(values, capacity));
      }
      for (const [name, value] of Object.entries(row)) {
        if (typeof value !== 'number') continue;
        let values = columns.get(name);
        if (!values) {
          values = grown(new Float64Array(0), capacity);
          columns.set(name, values);
        }
        values[length] = value;
      }
      length++;
    },
    slice: (from, to) => Object.fromEntries([...columns].map(([name, values]) => [name, values.slice(from, Math.min(to, length))])),
  };
}

function grown(values: Float64Array, capacity: number): Float64Array {
  const larger = new Float64Array(capacity).fill(Number.NaN);
  larger.set(values);
  return larger;
}
