/** Runs: queued, watched, steered, compared. */
import { z } from 'zod';
import type { ErrorObject } from '../errors.ts';
import type { Recipe } from '../recipe.ts';
import { call, stream } from '../rpc/contract.ts';
import { type EvalMetric, type RunEvent, runStatuses } from '../run.ts';
import { bytes, id, made, nothing, path, time } from './plain.ts';
import { recipeDraft } from './recipes.ts';

export const runRow = z.object({
  id,
  name: z.string(),
  status: z.enum(runStatuses),
  /** What it is doing within its status, such as evaluating or saving; '' when there is nothing to add. */
  phase: z.string(),
  /** Place in the queue from 1; null when it does not wait. */
  queued: z.number().int().nullable(),
  createdAt: time,
  updatedAt: time,
  /** First entry of training; null before. */
  startedAt: time.nullable(),
  model: z.string(),
  modelName: z.string(),
  datasets: z.array(z.string()),
  methods: z.array(z.string()),
  step: z.number().int(),
  totalSteps: z.number().int().nullable(),
  loss: z.number().nullable(),
  bestLoss: z.number().nullable(),
  /** Training loss over the run, thinned to at most 60 points. */
  sparkline: z.array(z.number()),
  /** Spent training so far, pauses not counted. */
  seconds: z.number(),
  /** Until its last step; null while it takes none. */
  etaSeconds: z.number().nullable(),
  peakMemoryBytes: bytes.nullable(),
  error: made<Pick<ErrorObject, 'code' | 'message' | 'hint'>>().nullable(),
  /** Whether this application's own process leads it, so that it can be paused from here. */
  ours: z.boolean(),
  directory: path,
});

export const checkpointRow = z.object({ step: z.number().int(), path, bytes, savedAt: time, best: z.boolean(), loss: z.number().nullable() });

export const runDetails = z.object({
  row: runRow,
  recipe: made<Recipe>(),
  checkpoints: z.array(checkpointRow),
  /** By name: trainableSet, fit, …; null before the first. */
  proofs: made<Readonly<Record<string, unknown>>>().nullable(),
  numerics: made<Readonly<Record<string, string | number | boolean>>>().nullable(),
  hasReport: z.boolean(),
});

const numbers = made<Float64Array>();

/**
 * Everything since the reader's cursor. When a resume cut the curve back, `epoch` grows and `from` is 0: the reader starts anew.
 * Columns are parallel; a value that a step does not have is NaN.
 */
export const metricBatch = z.object({
  epoch: z.number().int(),
  /** Index of the first step of this batch. */
  from: z.number().int(),
  columns: z.record(z.string(), numbers),
  /** All at first and after a new epoch, then the new ones. */
  evaluations: z.array(made<EvalMetric>()),
  /** Of the newest step; null for a dense model, and when there is no newer one. */
  routers: made<RouterFrames>().nullable(),
  /** All steps at which the run was resumed. */
  resumed: z.array(z.number().int()),
});

/** Health of all routers at each of some steps. */
export interface RouterFrames {
  readonly steps: Float64Array;
  readonly layers: readonly number[];
  readonly experts: number;
  /** [steps × layers × experts], 1 = balanced. */
  readonly load: Float32Array;
  /** [steps × layers] each. */
  readonly entropy: Float32Array;
  readonly maxViolation: Float32Array;
  readonly deadExperts: Float32Array;
}

export interface LogEntry {
  readonly at: string | null;
  readonly event: RunEvent;
}

/** Something about the run that wants attention, with what to do. */
export const runAlarm = z.object({
  level: z.enum(['warning', 'error']),
  /** Stable, for screens that mark the chart it is about. */
  code: z.string(),
  title: z.string(),
  advice: z.string(),
  /** Where it showed first; null: it is about the whole run. */
  step: z.number().int().nullable(),
});

export const runsApi = {
  'runs.list': call(nothing, z.array(runRow)),
  'runs.get': call(z.object({ id }), runDetails),
  /** Queues it; it starts when its turn comes. */
  'runs.start': call(z.object({ draft: recipeDraft, name: z.string().min(1).max(200).optional() }), z.object({ id })),
  /** One queued run per combination. `path` as --set takes it: training.learningRate, methods.mixlora.rank. */
  'runs.sweep': call(
    z.object({
      draft: recipeDraft,
      name: z.string().min(1).max(200),
      grid: z
        .array(z.object({ path: z.string().min(1), values: z.array(z.unknown()).min(1).max(50) }))
        .min(1)
        .max(4),
    }),
    z.object({ ids: z.array(id) }),
  ),
  /**
   * stop: save and end. cancel: end now, saving nothing. Either takes a waiting run out of the queue. resume: a paused run goes on
   * (or waits for its turn, first in the queue), a waiting one starts now, an ended one is queued.
   */
  'runs.command': call(z.object({ id, command: z.enum(['pause', 'resume', 'stop', 'cancel']) }), nothing),
  /** Queues an ended run to go on. `sets`: steps, evaluation and checkpoint fields only. */
  'runs.resume': call(
    z.object({ id, fromStep: z.number().int().min(0).optional(), sets: z.array(z.string()).optional(), allowDrift: z.boolean().optional() }),
    nothing,
  ),
  'runs.rename': call(z.object({ id, name: z.string().min(1).max(200) }), nothing),
  'runs.remove': call(z.object({ ids: z.array(id).min(1) }), z.object({ trash: z.array(id) })),
  /** The waiting runs in their new order. */
  'runs.reorder': call(z.object({ ids: z.array(id) }), nothing),
  'runs.metrics': stream(
    z.object({ id, epoch: z.number().int().default(0), from: z.number().int().min(0).default(0), everyMs: z.number().min(50).max(60_000).default(250) }),
    metricBatch,
  ),
  /** Over the run, thinned to at most `frames` steps; null for a dense model. */
  'runs.routers': call(z.object({ id, frames: z.number().int().min(1).max(2000) }), made<RouterFrames>().nullable()),
  /** The log from its beginning, then as it grows. */
  'runs.events': stream(z.object({ id }), z.array(made<LogEntry>())),
  'runs.alarms': call(z.object({ id }), z.array(runAlarm)),
  /** Where the recipes of runs differ: field → value by run. */
  'runs.difference': call(z.object({ ids: z.array(id).min(2).max(6) }), z.array(z.object({ field: z.string(), values: z.array(z.unknown()) }))),
  'runs.csv': call(z.object({ id }), z.object({ text: z.string() })),
  'runs.report': call(z.object({ id }), z.object({ html: z.string() })),
};

export type RunRow = z.infer<typeof runRow>;
export type RunView = z.infer<typeof runDetails>;
export type CheckpointRow = z.infer<typeof checkpointRow>;
export type MetricBatch = z.infer<typeof metricBatch>;
export type RunAlarm = z.infer<typeof runAlarm>;
