/** Starts and resumes runs: folder, owner, host, and the run's status as the host tells of it. */
import { type ErrorObject, errorCodes, MixwrightError, toErrorObject } from '../../shared/errors.ts';
import type { JobCommand, JobEvent, JobOf, ModelReference } from '../../shared/jobs.ts';
import type { RunResult } from '../../shared/run.ts';
import type { RunningJob } from '../engineHosts/engineHost.ts';
import { startJob } from '../engineHosts/jobs.ts';
import { resolveModel } from '../models/modelReference.ts';
import type { LoadedRecipe } from '../recipes/recipes.ts';
import type { Services } from '../services.ts';
import { changedRecipe } from './changedRecipe.ts';
import { createRun } from './createRun.ts';
import { deleteRun } from './deleteRun.ts';
import { findRun } from './findRun.ts';
import { hostStopped, leaveQueue, reasonOf, unqueued } from './queueRecord.ts';
import { readRunJson, readRunRecipe } from './runFiles.ts';
import { claimRun, type RunClaim } from './runOwner.ts';
import { type StatusWriter, writeStatus } from './statusWriter.ts';
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
  const job = {
    kind: 'train',
    recipe,
    model,
    runDirectory: run.directory,
    cacheDirectory: data.cache,
    resume: false,
    fromStep: null,
    allowDrift: false,
  } as const;
  // As if it had never been asked for.
  const refused = async (): Promise<void> => {
    await claim.release();
    await deleteRun(data, run.id);
  };
  return launch(services, { ...run, job, claim, refused }, options);
}

export interface ResumeOptions extends TrainingOptions {
  /** Assignments of --set: steps, evaluation, checkpoint and sample fields only. */
  readonly sets?: readonly string[];
  /** The checkpoint's step to go on from; absent: the latest. What was made after it is dropped once the run has saved again. */
  readonly fromStep?: number;
  /** Go on although base, dataset or numerics changed; the curve is marked. */
  readonly allowDrift?: boolean;
}

/** @throws MixwrightError NOT_FOUND, RUN_HELD, RESUME_REFUSED. */
export async function resumeTraining(
  services: Services,
  reference: string,
  { sets = [], fromStep, allowDrift = false, ...options }: ResumeOptions = {},
): Promise<TrainingRun> {
  const { data } = services;
  const { record, directory } = await findRun(data, reference);
  const claim = await claimRun(directory);
  try {
    return await resumeClaimed(services, { id: record.id, directory, claim }, { sets, fromStep: fromStep ?? null, allowDrift }, options);
  } catch (error) {
    await claim.release();
    throw error;
  }
}

/**
 * Starts a run that waits in the queue; one that is refused stays, with the reason in its record.
 * @returns null when it does not wait any more: another process was quicker, or it left the queue.
 * @throws MixwrightError of a start that failed; its record tells it too.
 */
export async function startQueued(services: Services, id: string, options: TrainingOptions = {}): Promise<TrainingRun | null> {
  const { data } = services;
  const { directory } = await findRun(data, id);
  const claim = await claimRun(directory, 0).catch((error: unknown) => {
    if (error instanceof MixwrightError && error.code === 'RUN_HELD') return null;
    throw error;
  });
  if (!claim) return null;
  try {
    const { record } = await findRun(data, id);
    const { status, queue } = record;
    if (status !== 'queued' || queue === null) {
      await claim.release();
      return null;
    }
    const owned = { id, directory, claim };
    return await (queue.resume ? resumeClaimed(services, owned, queue.resume, options) : startClaimed(services, owned, options));
  } catch (error) {
    try {
      const { record } = await findRun(data, id);
      // What failed before the host was asked is in no record yet.
      if (record.status === 'queued') await leaveQueue(data, id, toErrorObject(error));
    } finally {
      await claim.release();
    }
    throw error;
  }
}

type Owned = Pick<Launch, 'id' | 'directory' | 'claim'>;

async function startClaimed(services: Services, owned: Owned, options: TrainingOptions): Promise<TrainingRun> {
  const { data } = services;
  const { id, directory } = owned;
  const recipe = await readRunRecipe(directory);
  const model = (await readRunJson<ModelReference>(directory, 'base')) ?? (await resolveModel(data, recipe.model));
  await restartRun(data, id);
  const start = { resume: false, fromStep: null, allowDrift: false };
  const job = { kind: 'train', recipe, model, runDirectory: directory, cacheDirectory: data.cache, ...start } as const;
  const refused = async (error: ErrorObject): Promise<void> => void (await updateRun(data, id, endOf(error)));
  return launch(services, { ...owned, job, refused }, options);
}

async function resumeClaimed(
  services: Services,
  owned: Owned,
  { sets, fromStep, allowDrift }: Required<Pick<ResumeOptions, 'sets' | 'allowDrift'>> & { readonly fromStep: number | null },
  options: TrainingOptions,
): Promise<TrainingRun> {
  const { data } = services;
  const { id, directory } = owned;
  const oldRecipe = await readRunRecipe(directory);
  const recipe = changedRecipe(oldRecipe, sets);
  const model = (await readRunJson<ModelReference>(directory, 'base')) ?? (await resolveModel(data, recipe.model));
  const { record } = await findRun(data, id);
  const before = record.status === 'queued' ? unqueued(record) : await updateRun(data, id, { status: 'interrupted' });
  await restartRun(data, id, recipe);
  const job = { kind: 'train', recipe, model, runDirectory: directory, cacheDirectory: data.cache, resume: true, fromStep, allowDrift } as const;
  const refused = async (error: ErrorObject): Promise<void> => {
    // Whoever waited for its turn is not there to hear why.
    await restoreRun(data, record.status === 'queued' ? { ...before, error: reasonOf(error) } : before, oldRecipe);
  };
  return launch(services, { ...owned, job, refused }, options);
}

interface Launch {
  readonly id: string;
  readonly directory: string;
  readonly job: JobOf<'train'>;
  readonly claim: RunClaim;
  /** Called where it is refused before a step was made, the claim still held: puts back what there was. */
  refused(error: ErrorObject): Promise<void>;
}

async function launch(services: Services, run: Launch, options: TrainingOptions): Promise<TrainingRun> {
  const { id, directory, job, claim } = run;
  const threads = job.resume ? await recordedThreads(directory) : undefined;
  const status = writeStatus(services.data, { id, job });
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
        status.commanded(command);
        running.command(command);
      },
    };
  } catch (error) {
    try {
      await run.refused(toErrorObject(error));
    } finally {
      await claim.release();
    }
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
    await (result.status === 'stopped' ? hostStopped(data, id) : updateRun(data, id, { status: result.status }));
    return result;
  } catch (error) {
    await status.settled();
    const told = toErrorObject(error);
    if (errorCodes[told.code] === 'input' && !status.hasStepped()) await run.refused(told);
    else if (told.code === 'STOPPED') await hostStopped(data, id);
    else await updateRun(data, id, endOf(told));
    throw error;
  } finally {
    await claim.release();
  }
}

function endOf(error: ErrorObject): RunPatch {
  return error.code === 'STOPPED' ? { status: 'stopped' } : { status: 'failed', error: reasonOf(error) };
}

async function recordedThreads(directory: string): Promise<number | undefined> {
  const threads = (await readRunJson<{ readonly threads?: unknown }>(directory, 'numerics'))?.threads;
  return typeof threads === 'number' && threads > 0 ? threads : undefined;
}
