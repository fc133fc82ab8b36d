/**
 * Trains the starter model from scratch with Mixwright's own engine on the generated corpus, and writes its weights in bf16
 * into resources/starter/model: `node scripts/starter/train.js [folder]`. Every token is a target: the base is to know its
 * little world, turns and all. Seeds are fixed; the curve is kept in scripts/starter/curve.jsonl.
 */
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attachMethods } from '../../src/compile/attachMethods.ts';
import { batchInputs } from '../../src/compile/batchInputs.ts';
import { windowsOf } from '../../src/compile/context.ts';
import { compileTraining } from '../../src/compile/training.ts';
import { createBatches, firstBatch } from '../../src/data/batches.ts';
import type { Sample, Tokenizer } from '../../src/data/data.ts';
import { createGgmlExecutor } from '../../src/engine/executors/ggml/executor.ts';
import { learningRateAt } from '../../src/engine/schedules.ts';
import { elementCount } from '../../src/engine/shape.ts';
import { openTokenizer } from '../../src/host/model/openTokenizer.ts';
import { listDevices } from '../../src/llamacpp/devices.ts';
import { loadGgml } from '../../src/llamacpp/ggml.ts';
import { findArchitecture } from '../../src/models/architectures/index.ts';
import type { ParameterSpec } from '../../src/models/model.ts';
import { hash32, randomStream } from '../../src/shared/random.ts';
import type { TrainingRecipe } from '../../src/shared/recipe.ts';
import { runStep } from '../../src/training/step.ts';
import { createSafetensorsWriter } from '../../src/weights/safetensorsWriter.ts';
import { corpusSeed, documentAt, render } from './corpus.js';

const root = process.cwd();
const folder = process.argv[2] ?? join(root, 'resources', 'starter', 'model');
const steps = Number(process.env.STARTER_STEPS ?? 2000);
const curveFile = join(root, 'scripts', 'starter', 'curve.jsonl');

const recipe: TrainingRecipe = {
  steps,
  epochs: null,
  microBatch: 16,
  accumulation: 1,
  sequenceLength: 128,
  learningRate: 3e-3,
  warmupSteps: 100,
  schedule: 'cosine',
  optimizer: 'adamw',
  betas: [0.9, 0.95],
  epsilon: 1e-8,
  weightDecay: 0.01,
  maxGradNorm: 1,
  frozenDtype: 'stored',
  recompute: 'none',
  seed: 1,
  evalEvery: 0,
  checkpointEvery: 0,
  keepCheckpoints: 1,
  earlyStop: null,
};

/** About as many tokens as the steps will read, so that nothing is seen twice. */
const tokensPerDocument = 44;

function corpus(tokenizer: Tokenizer): readonly Sample[] {
  const count = Math.ceil((steps * recipe.microBatch * recipe.sequenceLength) / tokensPerDocument);
  return Array.from({ length: count }, (_, i): Sample => {
    const ids = tokenizer.encode(render(documentAt(corpusSeed, i)), true).slice(0, recipe.sequenceLength);
    return { tokens: Int32Array.from(ids), trained: new Uint8Array(ids.length).fill(1), file: 'corpus', line: i + 1 };
  });
}

/** transformers' initialisation: normal with σ 0.02, norms one. */
function initialValue({ name, role }: ParameterSpec): (index: number) => number {
  const stream = randomStream(recipe.seed, 'starter initialisation');
  return role === 'norm' ? () => 1 : (index) => 0.02 * stream.normal(hash32(name), index);
}

const architecture = findArchitecture('llama');
const config = architecture.parseConfig(JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as Record<string, unknown>);
const parameters = architecture.parameters(config);
const attached = attachMethods({ config, parameters, moeTwin: { refused: 'not converted here' }, random: randomStream(1, 'none') }, [
  { id: 'full', options: {} },
]);
const programs = compileTraining({ config, parameters, attached, storedDtype: () => 'f32' }, recipe, false);
const ggml = loadGgml();
const device = listDevices(ggml).find(({ kind }) => kind === 'cpu');
if (!device) throw new Error('no CPU device');
const threads = process.env.MIXWRIGHT_THREADS ? { threads: Number(process.env.MIXWRIGHT_THREADS) } : {};
const executor = createGgmlExecutor({ ggml, device, ...threads });
const session = executor.compile(programs.programs);
for (const { variable, source } of programs.variables) {
  const spec = source.kind === 'base' ? parameters.find(({ name }) => name === variable.name) : undefined;
  if (!spec) continue;
  const value = initialValue(spec);
  session.write(variable, new Uint8Array(Float32Array.from({ length: elementCount(spec.shape) }, (_, i) => value(i)).buffer));
}

const batches = createBatches(corpus(await openTokenizer(folder)), { ...recipe, packing: true, shuffle: true });
const windows = windowsOf(config);
const runner = {
  programs,
  session,
  batches,
  inputs: (batch: Parameters<typeof batchInputs>[0], totals: Parameters<typeof batchInputs>[1]) => batchInputs(batch, totals, windows),
  settings: recipe,
};
rmSync(curveFile, { force: true });
let cursor = firstBatch;
const begun = performance.now();
for (let step = 1; step <= steps; step++) {
  const learningRate = learningRateAt(recipe.schedule, step, { ...recipe, totalSteps: steps });
  const outcome = runStep(runner, { step, cursor, learningRate, lastCheckpoint: null });
  cursor = outcome.cursor;
  if (step % 20 !== 0 && step !== 1) continue;
  appendFileSync(curveFile, `${JSON.stringify({ step, loss: Number(outcome.loss.toFixed(5)), learningRate: Number(learningRate.toPrecision(4)) })}\n`);
  console.log(`step ${step} of ${steps}  loss ${outcome.loss.toFixed(4)}  ${Math.round((performance.now() - begun) / 1000)} s`);
}

rmSync(join(folder, 'model.safetensors'), { force: true });
const writer = await createSafetensorsWriter(
  folder,
  parameters.map(({ name, shape }) => ({ name, shape, dtype: 'bf16' as const })),
);
for (const { name } of parameters) {
  const { variable } = programs.variables.find((candidate) => candidate.variable.name === name) as (typeof programs.variables)[number];
  await writer.write(name, new Float32Array(session.read(variable).slice().buffer));
}
await writer.finish();
writeFileSync(join(root, 'scripts', 'starter', 'numerics.json'), `${JSON.stringify(executor.numerics, null, 2)}\n`);
session.dispose();
executor.dispose();
