/** Long work that is no run: it outlives a reload of the window, tells how far it is, and can be cancelled. */
import { z } from 'zod';
import type { ErrorObject } from '../errors.ts';
import type { ExportResult, JobResults } from '../jobs.ts';
import { call, stream } from '../rpc/contract.ts';
import type { ProgressEvent } from '../run.ts';
import { id, made, nothing } from './plain.ts';

/** What a finished task gives, by kind. */
export interface TaskResults {
  /** The report itself comes with datasets.get: every reader of tasks gets all results, and reports may be megabytes. */
  readonly check: { readonly dataset: string; readonly rows: number; readonly accepted: number };
  /** `dataset`: the id of the new, mended dataset; `rows` it has, `dropped` were left out; `receipt` says by which fix. */
  readonly clean: { readonly dataset: string; readonly rows: number; readonly dropped: number; readonly receipt: JobResults['datasetClean'] };
  /** `model`: its id in the catalogue. */
  readonly convert: { readonly model: string } & JobResults['convert'];
  readonly export: { readonly path: string } & ExportResult;
  readonly verify: JobResults['verify'];
  readonly library: { readonly library: string; readonly bytes: number };
  readonly evaluate: JobResults['evaluate'];
}
export type TaskKind = keyof TaskResults;

interface TaskState<K extends TaskKind> {
  readonly id: string;
  readonly kind: K;
  /** For people: "Convert SmolLM2-135M to 8 experts". */
  readonly title: string;
  /** What it works on or makes (a dataset's or model's id, a path), so that screens find their own. */
  readonly subject: string;
  readonly status: 'running' | 'done' | 'failed' | 'cancelled';
  /** What it is doing or waiting for right now. */
  readonly phase: string;
  readonly progress: Pick<ProgressEvent, 'done' | 'total' | 'unit'> | null;
  readonly notes: readonly { readonly severity: 'note' | 'warning'; readonly code: string; readonly message: string }[];
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly error: ErrorObject | null;
  readonly result: TaskResults[K] | null;
}
export type TaskOf<K extends TaskKind> = TaskState<K>;
export type Task = { readonly [K in TaskKind]: TaskState<K> }[TaskKind];

export const tasksApi = {
  /** All tasks of this session, newest first; again whenever one changes, at most every 100 ms. */
  'tasks.watch': stream(nothing, z.array(made<Task>())),
  'tasks.cancel': call(z.object({ id }), nothing),
  /** Takes an ended one off the list. */
  'tasks.dismiss': call(z.object({ id }), nothing),
};
