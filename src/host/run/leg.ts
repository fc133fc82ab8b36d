/** One leg of a run: from a checkpoint (or the start) to its end or next pause, with the device's memory held only in between. */
import { batchInputs, evaluationInputs } from '../../compile/batchInputs.ts';
import { windowsOf } from '../../compile/context.ts';
import type { MemoryPlan, Session } from '../../engine/executors/executor.ts';
import { MixwrightError } from '../../shared/errors.ts';
import { type CheckpointedSession, describeCheckpoint, restoreCheckpoint, tensorSlices } from '../../training/checkpoint.ts';
import type { CheckpointStore, StoredCheckpoint } from '../../training/checkpointStore.ts';
import { evaluate } from '../../training/evaluate.ts';
import { type LoopHooks, type TrainingResult, train } from '../../training/loop.ts';
import { fitProof } from '../../training/proofs/fit.ts';
import type { RunIdentity } from '../../training/runIdentity.ts';
import { initialState } from '../../training/state.ts';
import { requireDiskSpace } from '../../weights/diskSpace.ts';
import type { OpenedDevice } from '../devices/device.ts';
import type { HostControl } from '../job.ts';
import type { MetricsLog } from '../metricsLog.ts';
import { loadVariables } from '../model/loadVariables.ts';
import { recordProof } from './proofsFile.ts';
import { answerSamples } from './samples.ts';
import type { RunData, RunSetup } from './setup.ts';

export interface Leg {
  readonly directory: string;
  readonly setup: RunSetup;
  readonly data: RunData;
  readonly identity: RunIdentity;
  readonly store: CheckpointStore;
  readonly log: MetricsLog;
  /** Where to go on from; null: step 1. */
  readonly from: StoredCheckpoint | null;
}

/** What `openExecutor` says of the device. */
export type RunDevice = Pick<OpenedDevice, 'executor' | 'sharesMemory' | 'growsByPlan'>;

export async function runLeg(leg: Leg, { executor, sharesMemory, growsByPlan }: RunDevice, control: HostControl): Promise<TrainingResult> {
  const { programs, plan, recipe, base } = leg.setup;
  control.emit({ type: 'phase', phase: 'loading' });
  const baselineBytes = process.memoryUsage.rss();
  const session = executor.compile(programs.programs);
  try {
    const fit = fitProof({ predicted: plan, allocated: session.memory, process: null });
    // Said, not passed over: beside its tensors TensorFlow.js keeps memory that no plan of ours knows.
    const detail = sharesMemory && !growsByPlan ? `${fit.detail}; the whole process is not compared on ${executor.name}` : fit.detail;
    await recordProof(leg.directory, 'fit', { ...fit, detail });
    control.emit({ type: 'proof', proof: 'fit', ok: fit.ok, detail });
    if (!fit.ok) throw new MixwrightError('PROOF_FAILED', `the device holds other bytes than planned: ${fit.detail}`, { hint: 'please report this' });
    await loadVariables(session, programs.variables, base, control);
    if (leg.from) await restoreCheckpoint(checkpointed(session, leg.setup), leg.from.header, leg.from.slices());
    control.emit({ type: 'phase', phase: 'training' });
    const windows = windowsOf(base.config);
    const result = await train({
      programs,
      session,
      batches: leg.data.train,
      inputs: (batch, totals) => batchInputs(batch, totals, windows),
      settings: { ...recipe.training, steps: leg.data.steps },
      hooks: hooksOf(leg, { session, deviceBytes: sharesMemory ? 0 : session.memory.total }, control),
      start: leg.from?.header.state ?? initialState,
      checkpoint: leg.from?.path ?? null,
    });
    if (growsByPlan) await proveProcess({ directory: leg.directory, predicted: plan, allocated: session.memory, baselineBytes }, control);
    return result;
  } finally {
    session.dispose();
  }
}

interface ProcessFit {
  readonly directory: string;
  readonly predicted: MemoryPlan;
  readonly allocated: MemoryPlan;
  readonly baselineBytes: number;
}

/** The whole process against plan and baseline: told, not fatal, since the run is over by then. */
async function proveProcess({ directory, predicted, allocated, baselineBytes }: ProcessFit, control: HostControl): Promise<void> {
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  const fit = fitProof({ predicted, allocated, process: { baselineBytes, peakBytes } });
  await recordProof(directory, 'fit', fit);
  if (!fit.ok) control.note('warning', 'FIT', fit.detail);
}

/** The caches of sample answers are buffers too, and no part of what is trained. */
function checkpointed({ variables, read, write }: Session, { programs }: RunSetup): CheckpointedSession {
  const own = programs.variables.map(({ variable }) => variable);
  return { variables: new Set(own.filter((variable) => variables.has(variable))), read, write };
}

interface OnDevice {
  readonly session: Session;
  /** Memory held beside the process's own. */
  readonly deviceBytes: number;
}

function hooksOf(leg: Leg, { session, deviceBytes }: OnDevice, control: HostControl): LoopHooks {
  const { directory, log, store, identity, setup, data } = leg;
  const saved = checkpointed(session, setup);
  const windows = windowsOf(setup.base.config);
  const { evaluation } = data;
  const { sampling } = setup;
  return {
    async command() {
      await control.breathe();
      const command = control.takeCommand();
      return command === 'stop' || command === 'pause' ? command : null;
    },
    async record(event) {
      await log.record(event);
      control.emit(event);
      if (event.type === 'step') control.progress({ phase: 'training', done: event.step, total: data.steps, unit: 'steps' });
    },
    async save(state) {
      control.emit({ type: 'phase', phase: 'saving' });
      const header = describeCheckpoint(saved, { state, identity, metricsBytes: await log.sync() });
      await requireDiskSpace(
        directory,
        header.tensors.reduce((sum, { bytes }) => sum + bytes, 0),
        `the checkpoint of step ${state.step}`,
      );
      const { path } = await store.save(header, tensorSlices(saved));
      control.emit({ type: 'phase', phase: 'training' });
      return path;
    },
    evaluate: evaluation
      ? () =>
          evaluate({
            session,
            routers: setup.programs.routers,
            batches: evaluation.epoch(0),
            inputs: (batch) => evaluationInputs(batch, windows),
            async afterBatch(done) {
              control.progress({ phase: 'evaluating', done, total: evaluation.batchesPerEpoch, unit: 'steps' });
              await control.breathe();
            },
          })
      : null,
    sample: sampling && (() => answerSamples(sampling.prompts, { session, decoding: sampling.decoding, control })),
    proven: (report) => recordProof(directory, 'trainableSet', report),
    now: () => performance.now(),
    memoryBytes: () => process.memoryUsage.rss() + deviceBytes,
  };
}
