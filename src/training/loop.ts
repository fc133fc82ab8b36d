/**
 * The training loop: step, record, evaluate, save, until the steps are done or it is told to stop. It takes compiled
 * programs and pure functions, knows no method, model, file or clock, and changes nothing but its session.
 */
import type { TrainingPrograms } from '../compile/programs.ts';
import { learningRateAt } from '../engine/schedules.ts';
import { MixwrightError } from '../shared/errors.ts';
import type { TrainingRecipe } from '../shared/recipe.ts';
import type { EvalMetric, RunEvent, SampleEvent, StepMetric } from '../shared/run.ts';
import { afterEvaluation, shouldStopEarly } from './earlyStop.ts';
import type { Evaluation } from './evaluate.ts';
import { proofWindow, type TrainableSetReport, type TrainableSetWatch, watchTrainableSet } from './proofs/trainableSet.ts';
import { routerMetric } from './routerMetrics.ts';
import type { LoopState } from './state.ts';
import { runStep, type StepOutcome, type StepRunner } from './step.ts';
import type { UpdateSettings } from './update.ts';

export type LoopSettings = UpdateSettings &
  Pick<TrainingRecipe, 'accumulation' | 'learningRate' | 'warmupSteps' | 'schedule' | 'evalEvery' | 'checkpointEvery' | 'earlyStop'> & {
    readonly steps: number;
  };

/** What the loop asks of its surroundings. Each may throw to end the run there and then. */
export interface LoopHooks {
  /** Called before every step, so that messages get their turn. `stop` and `pause` save first. */
  command(): Promise<'stop' | 'pause' | null>;
  /** A step or evaluation to be recorded, or something to be told. */
  record(event: RunEvent): Promise<void>;
  /** Writes a checkpoint of the session at this state; gives its folder. */
  save(state: LoopState): Promise<string>;
  /** Losses on the evaluation split; null when there is none. */
  readonly evaluate: (() => Promise<Evaluation>) | null;
  /** Answers of the model as it is, made at every evaluation and at the end; null when none are wanted. */
  readonly sample: (() => Promise<readonly Omit<SampleEvent, 'type' | 'step'>[]>) | null;
  /** The verdict on the trainable set, before a failed one stops the run. */
  proven(report: TrainableSetReport): Promise<void>;
  /** Milliseconds. */
  now(): number;
  /** See `StepMetric.memoryBytes`. */
  memoryBytes(): number;
}

export interface TrainingLoop extends StepRunner {
  readonly settings: LoopSettings;
  readonly hooks: LoopHooks;
  /** `initialState`, or what the checkpoint restored into the session holds. */
  readonly start: LoopState;
  /** The folder the session was restored from. */
  readonly checkpoint: string | null;
}

export interface TrainingResult {
  readonly status: 'done' | 'stopped' | 'paused';
  readonly state: LoopState;
  /** The last checkpoint's folder; null only when stopped before the first step. */
  readonly checkpoint: string | null;
  readonly stoppedEarly: boolean;
}

/** A state and where it was last saved. */
interface Progress {
  readonly state: LoopState;
  readonly checkpoint: string | null;
  /** Step of that checkpoint. */
  readonly savedStep: number;
}

/**
 * Trains from `start` to `settings.steps`. Ending by any status but an error, everything trained lies in a checkpoint.
 * @throws MixwrightError NOT_FINITE · PROOF_FAILED · and what hooks throw.
 */
export async function train(loop: TrainingLoop): Promise<TrainingResult> {
  const { settings, hooks, start } = loop;
  const watch = start.proven ? null : watchTrainableSet(loop.programs, loop.session);
  const proofDue = start.step + proofWindow(settings.warmupSteps);
  let progress: Progress = { state: start, checkpoint: loop.checkpoint, savedStep: start.step };
  while (!isFinished(settings, progress.state)) {
    const command = await hooks.command();
    if (command) return { ...(await saved(hooks, progress)), status: command === 'stop' ? 'stopped' : 'paused', stoppedEarly: false };
    const outcome = await timedStep(loop, progress);
    watch?.observe(outcome);
    let state = await evaluateWhenDue(loop, afterStep(progress.state, outcome));
    await sampleWhenDue(loop, state);
    if (watch && !state.proven && (state.step >= proofDue || isFinished(settings, state))) state = await proveTrainableSet(state, watch, hooks);
    progress = await saveWhenDue(loop, { ...progress, state });
  }
  return { ...(await saved(hooks, progress)), status: 'done', stoppedEarly: progress.state.step < settings.steps };
}

function isFinished({ steps, earlyStop }: LoopSettings, state: LoopState): boolean {
  return state.step >= steps || shouldStopEarly(state, earlyStop);
}

async function timedStep(loop: TrainingLoop, { state, checkpoint }: Progress): Promise<StepOutcome> {
  const { settings, hooks, programs } = loop;
  const step = state.step + 1;
  const learningRate = learningRateAt(settings.schedule, step, { ...settings, totalSteps: settings.steps });
  const begun = hooks.now();
  const outcome = runStep(loop, { step, cursor: state.cursor, learningRate, lastCheckpoint: checkpoint });
  const seconds = (hooks.now() - begun) / 1000;
  await hooks.record(
    stepMetric(programs, outcome, {
      step,
      learningRate,
      seconds,
      memoryBytes: hooks.memoryBytes(),
      totalTokens: state.totalTokens + outcome.tokens,
    }),
  );
  return outcome;
}

function stepMetric(
  { routers }: TrainingPrograms,
  outcome: StepOutcome,
  about: Pick<StepMetric, 'step' | 'learningRate' | 'seconds' | 'totalTokens'> & { readonly memoryBytes: number },
): StepMetric {
  const { loss, auxLoss, gradNorm, tokens, trainedTokens } = outcome;
  return {
    type: 'step',
    step: about.step,
    loss,
    ...(Object.keys(auxLoss).length > 0 && { auxLoss }),
    learningRate: about.learningRate,
    gradNorm,
    tokens,
    trainedTokens,
    totalTokens: about.totalTokens,
    tokensPerSecond: about.seconds > 0 ? tokens / about.seconds : 0,
    seconds: about.seconds,
    memoryBytes: about.memoryBytes,
    ...(routers.length > 0 && { routers: routers.map((router, i) => routerMetric(router, outcome.routers[i] as StepOutcome['routers'][number])) }),
  };
}

function afterStep(state: LoopState, { loss, tokens, cursor }: StepOutcome): LoopState {
  return { ...state, step: state.step + 1, cursor, totalTokens: state.totalTokens + tokens, lastLoss: loss };
}

async function proveTrainableSet(state: LoopState, watch: TrainableSetWatch, hooks: LoopHooks): Promise<LoopState> {
  const report = watch.judge();
  await hooks.proven(report);
  await hooks.record({ type: 'proof', proof: 'trainable-set', ok: report.ok, detail: report.detail });
  if (report.ok) return { ...state, proven: true };
  throw new MixwrightError('PROOF_FAILED', `expected every trained tensor to learn, but ${report.detail}`, {
    ...(report.faults[0] && { tensor: report.faults[0].tensor }),
    hint: 'the learning rate may be too small for these weights; otherwise leave the tensor out of what the recipe trains, and report this',
  });
}

async function evaluateWhenDue({ settings, hooks }: TrainingLoop, state: LoopState): Promise<LoopState> {
  const isDue = settings.evalEvery > 0 && (state.step % settings.evalEvery === 0 || state.step === settings.steps);
  if (!hooks.evaluate || !isDue) return state;
  const { loss, perplexity, tokens, perTask } = await hooks.evaluate();
  const history = afterEvaluation(state, state.step, loss);
  const best = history.best?.step === state.step;
  const metric: EvalMetric = { type: 'eval', step: state.step, loss, perplexity, tokens, ...(perTask && { perTask }), best };
  await hooks.record(metric);
  return { ...state, ...history };
}

async function sampleWhenDue({ settings, hooks }: TrainingLoop, state: LoopState): Promise<void> {
  const isDue = (settings.evalEvery > 0 && state.step % settings.evalEvery === 0) || isFinished(settings, state);
  if (!hooks.sample || !isDue) return;
  for (const sample of await hooks.sample()) await hooks.record({ type: 'sample', step: state.step, ...sample });
}

/** The best evaluation's parameters are kept too, unless the recipe wants a checkpoint at the end only. */
async function saveWhenDue({ settings, hooks }: TrainingLoop, progress: Progress): Promise<Progress> {
  const { checkpointEvery } = settings;
  const { step, best } = progress.state;
  const isDue = checkpointEvery > 0 && (step % checkpointEvery === 0 || best?.step === step);
  return isDue ? saved(hooks, progress) : progress;
}

async function saved(hooks: LoopHooks, progress: Progress): Promise<Progress> {
  const { state, savedStep } = progress;
  if (state.step === savedStep) return progress;
  const checkpoint = await hooks.save(state);
  await hooks.record({ type: 'checkpoint', step: state.step, path: checkpoint });
  return { state, checkpoint, savedStep: state.step };
}
