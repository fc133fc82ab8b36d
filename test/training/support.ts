/** Runs the real loop over tiny programs, keeping what its hooks were told. */
import type { BatchSource } from '../../src/data/batches.ts';
import { createBatches } from '../../src/data/batches.ts';
import type { Session } from '../../src/engine/executors/executor.ts';
import type { EvalMetric, RunEvent, StepMetric } from '../../src/shared/run.ts';
import type { LoopHooks, LoopSettings, TrainingLoop } from '../../src/training/loop.ts';
import type { TrainableSetReport } from '../../src/training/proofs/trainableSet.ts';
import { initialState, type LoopState } from '../../src/training/state.ts';
import { type TinyPrograms, tinyInputs, tinySamples } from './tinyPrograms.ts';

export const defaults: LoopSettings = {
  steps: 30,
  accumulation: 1,
  learningRate: 0.05,
  warmupSteps: 3,
  schedule: 'cosine',
  betas: [0.9, 0.999],
  epsilon: 1e-8,
  maxGradNorm: 1,
  evalEvery: 0,
  checkpointEvery: 0,
  earlyStop: null,
};

export interface Recorded {
  readonly events: RunEvent[];
  readonly saves: LoopState[];
  readonly reports: TrainableSetReport[];
}

export function tinyBatches({ batchShape }: TinyPrograms, rows = 12): BatchSource {
  return createBatches(tinySamples(rows), { microBatch: batchShape.microBatch, sequenceLength: batchShape.sequence, packing: true, seed: 3, shuffle: true });
}

export interface LoopChanges {
  readonly settings?: Partial<LoopSettings>;
  readonly hooks?: Partial<LoopHooks>;
  readonly start?: LoopState;
  readonly checkpoint?: string;
  readonly batches?: BatchSource;
  /** Tokens go to experts below this only. */
  readonly experts?: number;
}

/** A clock that moves half a second each time it is read. */
function steadyClock(): () => number {
  let milliseconds = 0;
  return () => {
    milliseconds += 500;
    return milliseconds;
  };
}

export function tinyLoop(programs: TinyPrograms, session: Session, changes: LoopChanges = {}): { readonly loop: TrainingLoop; readonly recorded: Recorded } {
  const recorded: Recorded = { events: [], saves: [], reports: [] };
  const hooks: LoopHooks = {
    command: async () => null,
    record: async (event) => void recorded.events.push(event),
    async save(state) {
      recorded.saves.push(state);
      return `step-${state.step}`;
    },
    evaluate: null,
    sample: null,
    proven: async (report) => void recorded.reports.push(report),
    now: steadyClock(),
    memoryBytes: () => 4096,
    ...changes.hooks,
  };
  const loop: TrainingLoop = {
    programs,
    session,
    batches: changes.batches ?? tinyBatches(programs),
    inputs: (batch, totals) => tinyInputs(batch, totals, changes.experts),
    settings: { ...defaults, ...changes.settings },
    hooks,
    start: changes.start ?? initialState,
    checkpoint: changes.checkpoint ?? null,
  };
  return { loop, recorded };
}

export function stepsOf({ events }: Recorded): readonly StepMetric[] {
  return events.filter((event) => event.type === 'step');
}

export function evaluationsOf({ events }: Recorded): readonly EvalMetric[] {
  return events.filter((event) => event.type === 'eval');
}
