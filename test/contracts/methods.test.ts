import { describe, expect, it } from 'vitest';
import type { attachMethods } from '../../src/compile/attachMethods.ts';
import { batchInputs, evaluationInputs } from '../../src/compile/batchInputs.ts';
import { type CompiledModel, windowsOf } from '../../src/compile/context.ts';
import { modelVariables } from '../../src/compile/modelVariables.ts';
import { evaluateProgram } from '../../src/compile/scoring.ts';
import { compileTraining } from '../../src/compile/training.ts';
import { createReferenceExecutor, type ReferenceSession } from '../../src/engine/executors/reference/executor.ts';
import type { Variable } from '../../src/engine/graph.ts';
import { methods } from '../../src/methods/index.ts';
import type { ConversionMethod, ReadTensor, TrainingMethod } from '../../src/methods/method.ts';
import { findArchitecture } from '../../src/models/architectures/index.ts';
import type { Ffn, ModelConfig, ParameterSpec } from '../../src/models/model.ts';
import { resolveOptions } from '../../src/shared/options.ts';
import { randomStream } from '../../src/shared/random.ts';
import type { MethodUse } from '../../src/shared/recipe.ts';
import { applyUpdate } from '../../src/training/update.ts';
import { tinyBatch } from '../support/tinyBatch.ts';
import { baseValue, denseFfn, moeFfn, tinyConfig, tinyTarget, tinyTraining, writeVariables } from '../support/tinyModel.ts';

const batch = tinyBatch(2, 12, 23);

/** The first of a dense model and a mixture that the method accepts. */
function acceptedBase(method: TrainingMethod): { readonly config: ModelConfig; readonly uses: readonly MethodUse[] } {
  const uses = [{ id: method.id, options: {} }];
  for (const ffn of [moeFfn, denseFfn]) {
    const config = tinyConfig(ffn);
    try {
      compileTraining(tinyTarget(config, uses), tinyTraining, false);
      return { config, uses };
    } catch {
      // The other kind of base, then.
    }
  }
  throw new Error(`${method.id} accepts neither a dense model nor a mixture`);
}

function trainSteps(config: ModelConfig, uses: readonly MethodUse[], steps: number) {
  const programs = compileTraining(tinyTarget(config, uses), tinyTraining, false);
  const session = createReferenceExecutor().compile(programs.programs);
  writeVariables(session, programs.variables);
  const inputs = batchInputs(batch, { trainedTokens: batch.trainedTokens, realTokens: batch.realTokens }, windowsOf(config));
  const losses = Array.from({ length: steps }, (_, i) => {
    for (const { tensors } of programs.groups) for (const { gradient } of tensors) session.zero(gradient);
    const loss = session.runExact('forwardBackward', inputs).get('loss')?.values[0] as number;
    const { squares } = session.run('gradientNorm') as { squares: Float32Array };
    const gradNorm = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
    applyUpdate(programs, session, { step: i + 1, learningRate: 0.02, gradNorm }, { ...tinyTraining, maxGradNorm: 0 });
    return loss;
  });
  return { programs, session, losses };
}

const training = methods.filter((method): method is TrainingMethod => method.kind !== 'conversion');
const conversions = methods.filter((method): method is ConversionMethod => method.kind === 'conversion');

describe.each(training)('training method $id', (method) => {
  it('names its paper and says what it does', () => {
    expect(method.paper).toMatch(/^arXiv:\d{4}\.\d{4,5}$/);
    expect(method.summary.length).toBeGreaterThan(40);
  });

  it('has defaults that its own schema accepts', () => {
    expect(() => resolveOptions(method.options, {}, method.id)).not.toThrow();
  });

  it('lets the loss fall on a tiny model', () => {
    const { config, uses } = acceptedBase(method);
    const { losses } = trainSteps(config, uses, 6);
    expect(losses.at(-1)).toBeLessThan((losses[0] as number) * 0.97);
  });
});

const materialising = [
  ['lora on a dense model', denseFfn, { id: 'lora', options: { rank: 2 } }],
  ['lora on experts and router', moeFfn, { id: 'lora', options: { rank: 2, targets: ['attention', 'experts', 'router'] } }],
  ['mixlora', denseFfn, { id: 'mixlora', options: { experts: 4, rank: 2, routerInit: 0.5 } }],
] as const;

describe('a materialised model', () => {
  it.each(materialising)('computes exactly what was trained: %s', async (_, ffn, use) => {
    const config = tinyConfig(ffn);
    const { programs, session } = trainSteps(config, [use], 3);
    const { attached } = tinyTarget(config, [use]);
    const materialise = attached.materialise;
    if (!materialise || !('parameter' in materialise)) throw new Error('nothing to materialise');
    const plainConfig = materialise.config === 'same' ? config : materialise.config;
    const read = reader(
      session,
      programs.variables.map(({ variable }) => variable),
      attached.adds,
      config,
    );
    const plain = plainModel(plainConfig);
    const scored = createReferenceExecutor().compile({ evaluate: evaluateProgram(plain, { microBatch: 2, sequence: 12 }) });
    for (const { variable } of plain.variables.values()) {
      const spec = findArchitecture(plainConfig.modelType)
        .parameters(plainConfig)
        .find(({ name }) => name === variable.name) as ParameterSpec;
      scored.values(variable).set(await stacked(spec, (expert) => materialise.parameter(spec, expert, read)));
    }
    const inputs = evaluationInputs(batch, windowsOf(config));
    const [got, expected] = [scored, session].map((one) => one.runExact('evaluate', inputs).get('losses')?.values as Float64Array);
    for (const [i, value] of (got as Float64Array).entries()) expect(value).toBeCloseTo(expected?.[i] as number, 5);
  });
});

describe.each(conversions)('conversion method $id', (method) => {
  it('gives a model that computes the base function where it says so', async () => {
    const base = tinyConfig(denseFfn);
    const options = resolveOptions(method.options, { experts: 4 }, method.id);
    const moeTwin = { configWith: (ffn: readonly Ffn[]): ModelConfig => ({ ...base, modelType: 'mixtral', ffn }) };
    const converted = method.plan({ config: base, moeTwin }, options);
    const read: ReadTensor = async (name) => baseParameter(base, name);
    const source = { base, options, random: randomStream(1, 'convert'), read };
    const losses = await Promise.all(
      [
        { config: base, value: (spec: ParameterSpec) => read(spec.name) },
        { config: converted, value: (spec: ParameterSpec) => stacked(spec, (expert) => method.parameter(spec, expert, source)) },
      ].map(async ({ config, value }) => {
        const model = plainModel(config);
        const session = createReferenceExecutor().compile({ evaluate: evaluateProgram(model, { microBatch: 2, sequence: 12 }) });
        for (const spec of findArchitecture(config.modelType).parameters(config))
          session.values((model.variables.get(spec.name) as { variable: Variable }).variable).set(await value(spec));
        return session.runExact('evaluate', evaluationInputs(batch, windowsOf(config))).get('losses')?.values as Float64Array;
      }),
    );
    const worst = Math.max(...(losses[0] as Float64Array).map((loss, i) => Math.abs(loss - (losses[1]?.[i] as number))));
    if (method.identity(options)) expect(worst).toBeLessThan(1e-6);
    else expect(worst).toBeGreaterThan(0);
  });
});

function plainModel(config: ModelConfig): CompiledModel {
  const parameters = findArchitecture(config.modelType).parameters(config);
  const none = { trains: new Set<string>(), adds: [], sites: { linear: new Map(), ffn: new Map() }, losses: [], materialise: null, notes: [] };
  return { config, sites: none.sites, variables: modelVariables({ parameters, storedDtype: () => 'f32' }, none, 'stored') };
}

async function stacked(spec: ParameterSpec, slice: (expert: number | null) => Promise<Float32Array>): Promise<Float32Array> {
  if (spec.role !== 'experts') return slice(null);
  const parts = await Promise.all(Array.from({ length: spec.shape[0] as number }, (_, expert) => slice(expert)));
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

function reader(session: ReferenceSession, variables: readonly Variable[], adds: ReturnType<typeof attachMethods>['adds'], config: ModelConfig): ReadTensor {
  const experts = new Map([
    ...adds.map(({ name, experts: count }) => [name, count] as const),
    ...findArchitecture(config.modelType)
      .parameters(config)
      .map(({ name, role, shape }) => [name, role === 'experts' ? shape[0] : undefined] as const),
  ]);
  return async (name, expert) => {
    const values = Float32Array.from(session.values(variables.find((variable) => variable.name === name) as Variable));
    if (expert === undefined) return values;
    const count = values.length / (experts.get(name) as number);
    return values.slice(expert * count, (expert + 1) * count);
  };
}

function baseParameter(config: ModelConfig, name: string): Float32Array {
  const spec = findArchitecture(config.modelType)
    .parameters(config)
    .find((candidate) => candidate.name === name) as ParameterSpec;
  return Float32Array.from({ length: spec.shape.reduce((a, b) => a * b, 1) }, (_, i) => baseValue(name, i));
}
