/** One optimizer step: micro-batches forward and backward, the gradients' norm, the non-finite guard, the update. */
import type { StepTotals } from '../compile/batchInputs.ts';
import type { TrainingPrograms } from '../compile/programs.ts';
import type { BatchCursor, BatchSource } from '../data/batches.ts';
import type { Batch } from '../data/data.ts';
import type { Session, TensorData } from '../engine/executors/executor.ts';
import type { MixwrightError } from '../shared/errors.ts';
import { notFiniteError, showNumber } from './notFinite.ts';
import type { RouterCounts } from './routerMetrics.ts';
import { applyUpdate, type UpdateSettings } from './update.ts';

export interface StepRunner {
  readonly programs: TrainingPrograms;
  readonly session: Session;
  readonly batches: BatchSource;
  /** A micro-batch as inputs of `forwardBackward`. */
  inputs(batch: Batch, totals: StepTotals): Readonly<Record<string, TensorData>>;
  readonly settings: UpdateSettings & { readonly accumulation: number };
}

export interface StepPlan {
  /** From 1. */
  readonly step: number;
  readonly cursor: BatchCursor;
  readonly learningRate: number;
  /** Named when the step fails. */
  readonly lastCheckpoint: string | null;
}

export interface StepOutcome {
  readonly loss: number;
  /** Unweighted, by method id. */
  readonly auxLoss: Readonly<Record<string, number>>;
  /** Before clipping. */
  readonly gradNorm: number;
  /** Sum of squares of each slice of each trained tensor, as `gradientNorm` gives it. */
  readonly squares: Float32Array;
  /** In the order of the programs' routers. */
  readonly routers: readonly RouterCounts[];
  readonly tokens: number;
  readonly trainedTokens: number;
  /** Where the next step's batches start. */
  readonly cursor: BatchCursor;
}

/**
 * Runs one step and updates the parameters.
 * @throws MixwrightError NOT_FINITE, before anything was updated, when a loss or the gradients' norm is not a finite number.
 */
export function runStep(runner: StepRunner, plan: StepPlan): StepOutcome {
  const { programs, session, settings } = runner;
  const { batches, next } = collect(runner, plan.cursor);
  const tokens = sumOf(batches, ({ realTokens }) => realTokens);
  const trainedTokens = sumOf(batches, (batch) => batch.trainedTokens);
  const totals = { trainedTokens: Math.max(1, trainedTokens), realTokens: Math.max(1, tokens) };
  for (const { tensors } of programs.groups) for (const { gradient } of tensors) session.zero(gradient);

  const outputs = batches.map((batch) => session.run('forwardBackward', runner.inputs(batch, totals)));
  const { squares } = session.run('gradientNorm') as { squares: Float32Array };
  const gradNorm = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
  const loss = sumOf(outputs, (output) => scalar(output, 'loss'));
  const auxLoss = Object.fromEntries(Object.keys(programs.auxiliary).map((name) => [name, sumOf(outputs, (output) => scalar(output, `aux:${name}`))]));

  const broken = findNotFinite({ outputs, batches, plan, scalars: { loss, ...auxLoss, gradNorm } });
  if (broken) throw broken;
  applyUpdate(programs, session, { step: plan.step, learningRate: plan.learningRate, gradNorm }, settings);
  return { loss, auxLoss, gradNorm, squares, routers: routerCounts(programs, outputs), tokens, trainedTokens, cursor: next };
}

function collect({ batches, settings }: StepRunner, cursor: BatchCursor): { readonly batches: readonly Batch[]; readonly next: BatchCursor } {
  const collected: Batch[] = [];
  let next = cursor;
  for (let i = 0; i < settings.accumulation; i++) {
    collected.push(batches.at(next));
    next = batches.next(next);
  }
  return { batches: collected, next };
}

type Outputs = Readonly<Record<string, TensorData>>;

function routerCounts({ routers }: TrainingPrograms, outputs: readonly Outputs[]): readonly RouterCounts[] {
  return routers.map(({ layer, experts }) => {
    const perExpert = (name: string): Float64Array =>
      Float64Array.from({ length: experts }, (_, expert) => sumOf(outputs, (output) => output[`${name}:${layer}`]?.[expert] ?? Number.NaN));
    return {
      pairs: perExpert('counts'),
      trainedPairs: perExpert('trainedCounts'),
      entropy: sumOf(outputs, (output) => scalar(output, `entropy:${layer}`)),
    };
  });
}

interface Guarded {
  readonly outputs: readonly Outputs[];
  readonly batches: readonly Batch[];
  readonly plan: StepPlan;
  readonly scalars: Readonly<Record<string, number>>;
}

function findNotFinite({ outputs, batches, plan, scalars }: Guarded): MixwrightError | null {
  const bad = Object.entries(scalars).find(([, value]) => !Number.isFinite(value));
  if (!bad) return null;
  const [name, value] = bad;
  const where = batches.filter((_, i) => !Number.isFinite(scalar(outputs[i] as Outputs, 'loss')));
  const what = name === 'gradNorm' ? 'the norm of the gradients' : name === 'loss' ? 'the loss' : `the auxiliary loss of ${name}`;
  return notFiniteError({
    step: plan.step,
    what: `${what} is ${showNumber(value)}`,
    batches: where.length > 0 ? where : batches,
    checkpoint: plan.lastCheckpoint,
  });
}

function scalar(outputs: Outputs, name: string): number {
  return outputs[name]?.[0] ?? Number.NaN;
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}
