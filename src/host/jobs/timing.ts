/** How long the steps of a recipe take here: a few of them made on the real data, then thrown away. */
import { join } from 'node:path';
import { batchInputs, evaluationInputs } from '../../compile/batchInputs.ts';
import { windowsOf } from '../../compile/context.ts';
import type { Session } from '../../engine/executors/executor.ts';
import { learningRateAt } from '../../engine/schedules.ts';
import { initialState } from '../../training/state.ts';
import { runStep } from '../../training/step.ts';
import { folderSampleStore } from '../data/sampleStore.ts';
import { openExecutor } from '../executor.ts';
import type { HostControl, JobHandler } from '../job.ts';
import { loadVariables } from '../model/loadVariables.ts';
import { openData, openSetup, type RunData, type RunSetup } from '../run/setup.ts';

/** Prepared data are kept, so that the run that follows starts sooner; nothing else is written. */
export const timing: JobHandler<'timing'> = async (job, control) => {
  control.emit({ type: 'phase', phase: 'preparing' });
  const { executor, memoryFree } = await openExecutor({ device: job.recipe.device, trains: true, abortFlag: control.abortFlag });
  try {
    const setup = await openSetup(job, executor, memoryFree);
    try {
      const store = folderSampleStore(join(job.cacheDirectory, 'samples'));
      const data = await openData(job.recipe, { tokenizer: await setup.base.tokenizer(), store, control });
      control.emit({ type: 'phase', phase: 'loading' });
      const session = executor.compile(setup.programs.programs);
      await loadVariables(session, setup.programs.variables, setup.base, control);
      control.emit({ type: 'phase', phase: 'timing' });
      const steps = await timeSteps({ setup, data, session, control }, Math.max(1, job.steps));
      return { ...steps, evalSeconds: timeEvaluation(session, setup, data), preparedSteps: data.steps };
    } finally {
      await setup.base.close();
    }
  } finally {
    executor.dispose();
  }
};

interface Measured {
  readonly setup: RunSetup;
  readonly data: RunData;
  readonly session: Session;
  readonly control: HostControl;
}

async function timeSteps(
  { setup, data, session, control }: Measured,
  count: number,
): Promise<{ readonly secondsPerStep: number; readonly tokensPerStep: number }> {
  const { programs, recipe, base } = setup;
  const { training } = recipe;
  const windows = windowsOf(base.config);
  const runner = {
    programs,
    session,
    batches: data.train,
    settings: training,
    inputs: (batch, totals) => batchInputs(batch, totals, windows),
  } as const satisfies Parameters<typeof runStep>[0];
  const seconds: number[] = [];
  let { cursor } = initialState;
  let tokens = 0;
  for (let step = 1; step <= count; step++) {
    await control.breathe();
    const learningRate = learningRateAt(training.schedule, step, { ...training, totalSteps: Math.max(count, data.steps) });
    const begun = performance.now();
    const outcome = runStep(runner, { step, cursor, learningRate, lastCheckpoint: null });
    seconds.push((performance.now() - begun) / 1000);
    tokens += outcome.tokens;
    cursor = outcome.cursor;
    control.progress({ phase: 'timing', done: step, total: count, unit: 'steps' });
  }
  return { secondsPerStep: typical(seconds), tokensPerStep: tokens / count };
}

/** The first step warms caches and pages up: it counts only when it is alone. */
function typical(seconds: readonly number[]): number {
  const counted = seconds.length > 1 ? seconds.slice(1) : seconds;
  return counted.reduce((sum, value) => sum + value, 0) / counted.length;
}

/** One batch stands for the others: all have the same shape. */
function timeEvaluation(session: Session, { base }: RunSetup, { evaluation }: RunData): number | null {
  const [batch] = evaluation?.epoch(0) ?? [];
  if (!evaluation || !batch) return null;
  const begun = performance.now();
  session.run('evaluate', evaluationInputs(batch, windowsOf(base.config)));
  return ((performance.now() - begun) / 1000) * evaluation.batchesPerEpoch;
}
