/** Starts and resumes runs: folder, owner, host, and the run's status as the host tells of it. */
import { type ErrorObject, errorCodes, toErrorObject } from '../../shared/errors.ts';
import type { JobCommand, JobEvent, JobOf, ModelReference } from '../../shared/jobs.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type { RunResult } from '../../shared/run.ts';
import type { RunRecord } from '../catalogue/schema.ts';
import { registerDataset } from '../datasets.ts';
import type { RunningJob } from '../engineHost.ts';
import { startJob } from '../jobs.ts';
import { resolveModel } from '../modelReference.ts';
import type { LoadedRecipe } from '../recipes.ts';
import type { Services } from '../services.ts';
import { changedRecipe } from './changedRecipe.ts';
import { createRun } from './createRun.ts';
import { deleteRun } from './deleteRun.ts';
import { findRun } from './findRun.ts';
import { readRunJson, readRunRecipe } from './runFiles.ts';
import { claimRun, type RunClaim } from './runOwner.ts';
import { statusOfPhase } from './runStatus.ts';
import { type RunPatch, restartRun, restoreRun, updateRun } from './updateRun.ts';

export interface TrainingOptions {
  onEvent?(event: JobEvent): void;
  onHeartbeat?(rssBytes: number): void;
}

export interface TrainingRun {
  readonly id: string;
  readonly directory: string;
  /** Settles when the run's record says how it ended. */
  readonly result: Promise<RunResult>;
  /** stop: save and end; pause: save, free the device, wait; cancel: end now, saving nothing. */
  command(command: JobCommand): void;
}

/** @throws MixwrightError before any work is done; what goes wrong later rejects `result`. */
export async function startTraining(
  services: Services,
  { recipe, model }: LoadedRecipe,
  { name, ...options }: TrainingOptions & { readonly name?: string } = {},
): Promise<TrainingRun> {
  const { data } = services;
  const run = await createRun(data, { recipe, model, ...(name !== undefined && { name }) });
  const claim = await claimRun(run.directory);
  const job = { kind: 'train', recipe, model, runDirectory: run.directory, cacheDirectory: data.cache, resume: false, allowDrift: false } as const;
  return launch(services, { ...run, job, claim, before: null }, options);
}

export interface ResumeOptions extends TrainingOptions {
  /** Assignments of --set: steps, evaluation and checkpoint fields only. */
  readonly sets?: readonly string[];
  /** Go on although base, dataset or numerics changed; the curve is marked. */
  readonly allowDrift?: boolean;
}

/** @throws MixwrightError NOT_FOUND, RUN_HELD, RESUME_REFUSED. */
export async function resumeTraining(
  services: Services,
  reference: string,
  { sets = [], allowDrift = false, ...options }: ResumeOptions = {},
): Promise<TrainingRun> {
  const { data } = services;
  const { record, directory } = await findRun(data, reference);
  const claim = await claimRun(directory);
  try {
    const oldRecipe = await readRunRecipe(directory);
    const recipe = changedRecipe(oldRecipe, sets);
    const model = (await readRunJson<ModelReference>(directory, 'base')) ?? (await resolveModel(data, recipe.model));
    const before = { record: await updateRun(data, record.id, { status: 'interrupted' }), recipe: oldRecipe };
    await restartRun(data, record.id, recipe);
    const job = { kind: 'train', recipe, model, runDirectory: directory, cacheDirectory: data.cache, resume: true, allowDrift } as const;
    return await launch(services, { id: record.id, directory, job, claim, before }, options);
  } catch (error) {
    await claim.release();
    throw error;
  }
}

interface Launch {
  readonly id: string;
  readonly directory: string;
  readonly job: JobOf<'train'>;
  readonly claim: RunClaim;
  /** What a refusal brings back; null for a new run, of which it leaves nothing behind. */
  readonly before: { readonly record: RunRecord; readonly recipe: Recipe } | null;
}

async function launch(services: Services, run: Launch, options: TrainingOptions): Promise<TrainingRun> {
  const { id, directory, job, claim } = run;
  const threads = job.resume ? await recordedThreads(directory) : undefined;
  const status = statusWriter(services, run);
  try {
    const running = await startJob(services, job, {
      ...options,
      ...(threads !== undefined && { threads }),
      onEvent(event) {
        status.tell(event);
        options.onEvent?.(event);
      },
      beforeStart: claim.shareWith,
    });
    return {
      id,
      directory,
      result: conclude(services, run, { running, status }),
      command(command) {
        if (command === 'pause') status.tell({ type: 'phase', phase: 'pausing' });
        running.command(command);
      },
    };
  } catch (error) {
    await undo(services, run);
    throw error;
  }
}

async function conclude(
  services: Services,
  run: Launch,
  { running, status }: { readonly running: RunningJob<'train'>; readonly status: StatusWriter },
): Promise<RunResult> {
  const { data } = services;
  const { id, claim } = run;
  try {
    const result = await running.result;
    await status.settled();
    if (result.status === 'done') await updateRun(data, id, { status: 'finalizing' });
    await updateRun(data, id, { status: result.status });
    return result;
  } catch (error) {
    await status.settled();
    const told = toErrorObject(error);
    // Refused before a step was made: as if it had never been asked for.
    if (errorCodes[told.code] === 'input' && !status.hasStepped()) await undo(services, run);
    else await updateRun(data, id, endOf(told));
    throw error;
  } finally {
    await claim.release();
  }
}

async function undo({ data }: Services, { id, claim, before }: Launch): Promise<void> {
  if (before) await restoreRun(data, before.record, before.recipe);
  await claim.release();
  if (!before) await deleteRun(data, id);
}

function endOf(error: ErrorObject): RunPatch {
  return error.code === 'STOPPED' ? { status: 'stopped' } : { status: 'failed', error };
}

interface StatusWriter {
  tell(event: JobEvent): void;
  /** When everything told so far is on disk. */
  settled(): Promise<void>;
  /** Whether a step was told of. */
  hasStepped(): boolean;
}

/** Writes what events mean for the run's record and its dataset's, one after another. */
function statusWriter({ data }: Services, { id, job, before }: Launch): StatusWriter {
  let last: Promise<unknown> = Promise.resolve();
  let total: number | null = null;
  let stepped = false;
  let accepted = before !== null;
  const queue = (work: () => Promise<unknown>): void => {
    last = last.then(work).catch(() => undefined);
  };
  const write = (patch: RunPatch): void => queue(() => updateRun(data, id, patch));
  return {
    tell(event) {
      if (event.type === 'phase') {
        // Not before: a refused recipe changes nothing.
        if (event.phase === 'training' && !accepted) {
          accepted = true;
          queue(() => registerDataset(data, job.recipe.dataset.files as readonly [string, ...string[]]));
        }
        const status = event.phase === 'pausing' ? 'pausing' : statusOfPhase(event.phase);
        if (status) write({ status });
      } else if (event.type === 'step') {
        stepped = true;
      } else if (event.type === 'progress' && event.phase === 'training' && event.total !== total) {
        total = event.total;
        write({ totalSteps: total });
      }
    },
    settled: async () => void (await last),
    hasStepped: () => stepped,
  };
}

async function recordedThreads(directory: string): Promise<number | undefined> {
  const threads = (await readRunJson<{ readonly threads?: unknown }>(directory, 'numerics'))?.threads;
  return typeof threads === 'number' && threads > 0 ? threads : undefined;
}
