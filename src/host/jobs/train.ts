/** A run: prepares, trains, pauses and goes on, ends in a checkpoint and a report. Everything that matters stands in its folder. */
import { join } from 'node:path';
import { errorCodes, MixwrightError } from '../../shared/errors.ts';
import type { JobOf } from '../../shared/jobs.ts';
import type { RunResult } from '../../shared/run.ts';
import type { StoredCheckpoint } from '../../training/checkpointStore.ts';
import type { TrainingResult } from '../../training/loop.ts';
import { identityDrift, type RunIdentity, recipeIdentity } from '../../training/runIdentity.ts';
import { writeFileDurably } from '../../weights/durable.ts';
import { openCheckpointStore } from '../checkpointStore.ts';
import { folderSampleStore } from '../data/sampleStore.ts';
import { type OpenedExecutor, openExecutor } from '../executor.ts';
import type { HostControl, JobHandler } from '../job.ts';
import { openMetricsLog } from '../metricsLog.ts';
import { baseFile, recipeFile } from '../model/openReference.ts';
import { journaled } from '../run/journal.ts';
import { type Leg, runLeg } from '../run/leg.ts';
import { recordedChoices, writeNumerics } from '../run/numerics.ts';
import { pinBase } from '../run/pinBase.ts';
import { bringBack, setAside, settleAside } from '../run/setAside.ts';
import { openData, openSetup, type RunData, type RunSetup } from '../run/setup.ts';
import { openStart, replacingAside } from '../run/startPoint.ts';
import { writeRunReport } from '../run/writeRunReport.ts';

export const train: JobHandler<'train'> = async (job, untold) => {
  const { recipe, runDirectory } = job;
  const control = journaled(untold, runDirectory);
  control.emit({ type: 'phase', phase: 'preparing' });
  const { device: recordedDevice, ...recorded } = job.resume ? await recordedChoices(runDirectory) : {};
  // What `auto` meant when the run began.
  const wanted = recipe.device === 'auto' ? (recordedDevice ?? 'auto') : recipe.device;
  const device = await openExecutor({ device: wanted, trains: true, ...recorded, abortFlag: control.abortFlag });
  const { executor, memoryFree } = device;
  try {
    const setup = await openSetup(job, executor, memoryFree);
    try {
      for (const message of [...setup.base.notes, ...setup.programs.notes]) control.note('note', 'MODEL', message);
      const data = await openData(recipe, { tokenizer: await setup.base.tokenizer(), store: folderSampleStore(join(job.cacheDirectory, 'samples')), control });
      return await runPrepared(job, { setup, data, device }, control);
    } finally {
      await setup.base.close();
    }
  } finally {
    executor.dispose();
  }
};

interface Prepared {
  readonly setup: RunSetup;
  readonly data: RunData;
  readonly device: OpenedExecutor;
}

async function runPrepared(job: JobOf<'train'>, prepared: Prepared, control: HostControl): Promise<RunResult> {
  const { recipe, runDirectory } = job;
  const { setup, data, device } = prepared;
  const { executor, sharesMemory, id } = device;
  const identity = { recipe: recipeIdentity(recipe), base: await setup.base.fingerprint(), dataset: data.dataset.key, numerics: executor.numerics };
  await settleAside(runDirectory);
  const store = replacingAside(
    runDirectory,
    await openCheckpointStore({ directory: join(runDirectory, 'checkpoints'), keep: recipe.training.keepCheckpoints }),
  );
  const driftFrom = (checkpoint: StoredCheckpoint): string | null => acceptedDrift(checkpoint, identity, job);
  const from = job.resume ? await openStart(job, store, control, driftFrom) : null;
  const drift = from ? driftFrom(from) : null;
  try {
    if (from && job.fromStep !== null) await setAside(runDirectory, from);
    // A run that died before its first step has no numerics yet.
    if (from === null) await describeRun(job, { ...executor.numerics, deviceId: id });
    const log = await openMetricsLog(runDirectory, from ? { step: from.step, metricsBytes: from.header.metricsBytes } : undefined);
    try {
      if (job.resume) await announceResume({ log, from }, drift, control);
      const result = await runLegs({ directory: runDirectory, setup, data, identity, store, log, from }, device, control);
      control.emit({ type: 'phase', phase: 'finalizing' });
      await writeRunReport(runDirectory, recipe);
      return describeResult(result, sharesMemory ? 0 : setup.plan.total);
    } finally {
      await log.close();
    }
  } catch (error) {
    // Refused after all: as if it had never been asked for.
    if (job.fromStep !== null && error instanceof MixwrightError && errorCodes[error.code] === 'input') await bringBack(runDirectory);
    throw error;
  }
}

/** Legs until the run ends; between them the device's memory is free. */
async function runLegs(leg: Leg, device: Parameters<typeof runLeg>[1], control: HostControl): Promise<TrainingResult> {
  const result = await runLeg(leg, device, control);
  if (result.status !== 'paused') return result;
  control.emit({ type: 'phase', phase: 'paused' });
  let command = await control.nextCommand();
  while (command === 'pause' || typeof command !== 'string') command = await control.nextCommand();
  if (command === 'cancel') throw new MixwrightError('STOPPED', 'cancelled while paused; the last checkpoint is whole');
  if (command === 'stop') return { ...result, status: 'stopped' };
  return runLegs({ ...leg, from: await leg.store.openLatest(() => undefined) }, device, control);
}

async function describeRun({ recipe, model, runDirectory }: JobOf<'train'>, numerics: RunIdentity['numerics']): Promise<void> {
  await writeFileDurably(join(runDirectory, recipeFile), `${JSON.stringify(recipe, null, 2)}\n`);
  await writeFileDurably(join(runDirectory, baseFile), `${JSON.stringify(await pinBase(model, runDirectory), null, 2)}\n`);
  await writeNumerics(runDirectory, numerics);
}

/** What changed since the checkpoint and is allowed to, as one sentence; null when nothing did. */
function acceptedDrift({ header }: StoredCheckpoint, now: RunIdentity, { allowDrift }: JobOf<'train'>): string | null {
  const drift = identityDrift(header.identity, now);
  if (drift.length === 0) return null;
  if (allowDrift) return `resumed although ${drift.join('; ')}: the curve is not the one an uninterrupted run would give`;
  throw new MixwrightError('RESUME_REFUSED', `the run cannot go on exactly: ${drift.join('; ')}`, {
    hint: 'restore what changed, start a new run, or allow the drift (--allow-drift), which marks the curve',
  });
}

/** On disk too, so that the curve stays marked. */
async function announceResume({ log, from }: Pick<Leg, 'log' | 'from'>, drift: string | null, control: HostControl): Promise<void> {
  const resumed = { type: 'resumed', step: from?.step ?? 0, dropped: log.dropped } as const;
  await log.record(resumed);
  control.emit(resumed);
  if (drift !== null) control.note('warning', 'DRIFT', drift);
}

function describeResult({ status, state, checkpoint }: TrainingResult, deviceBytes: number): RunResult {
  return {
    type: 'result',
    status,
    steps: state.step,
    bestLoss: state.best?.loss ?? null,
    finalLoss: state.lastLoss,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024 + deviceBytes,
    model: checkpoint ?? '',
  };
}
