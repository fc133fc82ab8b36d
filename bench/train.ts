/** Measures one training shape in this process: node train.js SHAPE STEPS ENGINE; AdamW with clipping, no evaluation. Run through bench/run.js. */
import { attachMethods } from '../src/compile/attachMethods.ts';
import { batchInputs } from '../src/compile/batchInputs.ts';
import { windowsOf } from '../src/compile/context.ts';
import type { TrainingPrograms } from '../src/compile/programs.ts';
import { compileTraining } from '../src/compile/training.ts';
import type { Session, TensorData } from '../src/engine/executors/executor.ts';
import { optimizers } from '../src/engine/optimizers/index.ts';
import { findArchitecture } from '../src/models/architectures/index.ts';
import { randomStream } from '../src/shared/random.ts';
import type { TrainingRecipe } from '../src/shared/recipe.ts';
import { openEngine } from './engines.ts';
import { randomBatch, writeRandomWeights } from './inputs.ts';
import { type ShapeName, shapeNames, shapeOf } from './shapes.ts';
import { medianOf, timed } from './timed.ts';

const name = shapeNames.find((known) => known === process.argv[2]) as ShapeName;
const steps = Number(process.argv[3] ?? 3);
const { config, methods, training } = shapeOf(name);
const parameters = findArchitecture(config.modelType).parameters(config);
const attached = attachMethods({ config, parameters, moeTwin: { refused: 'a benchmark exports nothing' }, random: randomStream(1, 'added') }, methods);
const programs = compileTraining({ config, parameters, attached, storedDtype: () => 'f32' }, training, false);

const engine = process.argv[4] ?? 'ggml';
const executor = await openEngine(engine);
const session = executor.compile(programs.programs);
writeRandomWeights(session, programs.variables);
const batch = randomBatch(training.microBatch, training.sequenceLength, config.vocabSize);
const inputs = batchInputs(batch, { trainedTokens: batch.trainedTokens, realTokens: batch.realTokens }, windowsOf(config));

const losses: number[] = [];
const timings = Array.from({ length: steps + 1 }, (_, i) => timed(() => losses.push(trainingStep(session, programs, training, inputs, i + 1)))).slice(1);
const tokensPerSecond = batch.realTokens / medianOf(timings.map(({ seconds }) => seconds));
const tokensPerCpuSecond = batch.realTokens / medianOf(timings.map(({ cpuSeconds }) => cpuSeconds));
console.log(JSON.stringify({ name, engine, tokensPerSecond, tokensPerCpuSecond, peakRssBytes: process.resourceUsage().maxRSS * 1024, losses }));
session.dispose();
executor.dispose();

/** What the training loop does in a step, without its bookkeeping. @returns the loss. */
function trainingStep(
  on: Session,
  { groups, programs: all }: TrainingPrograms,
  recipe: TrainingRecipe,
  batchData: Record<string, TensorData>,
  step: number,
): number {
  for (const { tensors } of groups) for (const { gradient } of tensors) on.zero(gradient);
  const { loss } = on.run('forwardBackward', batchData);
  const squares = on.run('gradientNorm').squares as Float32Array;
  const norm = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
  const gradientScale = Float32Array.of(Math.min(1, recipe.maxGradNorm / norm));
  for (const group of groups) {
    const settings = optimizers[recipe.optimizer].settings(step, recipe.learningRate, { ...recipe, weightDecay: group.weightDecay });
    on.run(`update:${group.name}`, { gradientScale, settings });
  }
  if (all.endStep) on.run('endStep');
  return loss?.[0] as number;
}
