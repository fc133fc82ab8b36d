/** A tiny random decoder, dense or MoE, for tests that need a whole model but no checkpoint. */
import { attachMethods } from '../../src/compile/attachMethods.ts';
import type { ModelVariable } from '../../src/compile/programs.ts';
import type { TrainingTarget } from '../../src/compile/training.ts';
import type { Session } from '../../src/engine/executors/executor.ts';
import { elementCount } from '../../src/engine/shape.ts';
import { findArchitecture } from '../../src/models/architectures/index.ts';
import type { Ffn, ModelConfig } from '../../src/models/model.ts';
import { hash32, randomStream } from '../../src/shared/random.ts';
import type { MethodUse, TrainingRecipe } from '../../src/shared/recipe.ts';

export function tinyConfig(ffn: Ffn, overrides: Partial<ModelConfig> = {}): ModelConfig {
  return {
    modelType: ffn.kind === 'dense' ? 'llama' : 'mixtral',
    vocabSize: 23,
    hiddenSize: 16,
    layers: 2,
    attention: {
      heads: 4,
      kvHeads: 2,
      headDim: 8,
      rope: { theta: 10000, dimensions: 8, scaling: null },
      biases: { qkv: false, output: false },
      headNorms: false,
      windows: [null, null],
    },
    ffn: [ffn, ffn],
    rmsNormEpsilon: 1e-5,
    tiedEmbeddings: false,
    maxPositions: 64,
    routerAuxLossCoefficient: null,
    initializerRange: 0.02,
    dtype: 'f32',
    carried: {},
    ...overrides,
  };
}

export const denseFfn: Ffn = { kind: 'dense', width: 24, bias: false };
export const moeFfn: Ffn = { kind: 'moe', experts: 4, topK: 2, width: 24, normalizeTopK: true, sharedWidth: 0 };

export const tinyTraining: TrainingRecipe = {
  steps: 5,
  epochs: null,
  microBatch: 2,
  accumulation: 1,
  sequenceLength: 12,
  learningRate: 0.01,
  warmupSteps: 0,
  schedule: 'constant',
  optimizer: 'adamw',
  betas: [0.9, 0.999],
  epsilon: 1e-8,
  weightDecay: 0,
  maxGradNorm: 1,
  frozenDtype: 'stored',
  recompute: 'none',
  seed: 1,
  evalEvery: 0,
  checkpointEvery: 0,
  keepCheckpoints: 1,
  earlyStop: null,
};

export function tinyTarget(config: ModelConfig, methods: readonly MethodUse[]): TrainingTarget {
  const parameters = findArchitecture(config.modelType).parameters(config);
  const moeTwin = { configWith: (ffn: readonly Ffn[]): ModelConfig => ({ ...config, modelType: 'mixtral', ffn }) };
  const attached = attachMethods({ config, parameters, moeTwin, random: randomStream(1, 'added') }, methods);
  return { config, parameters, attached, storedDtype: () => 'f32' };
}

/** Value of a base parameter, the same wherever it is asked for; norms around 1. */
export function baseValue(name: string, index: number): number {
  const stream = randomStream(5, 'base');
  return name.includes('norm') ? 1 + 0.1 * stream.normal(hash32(name), index) : 0.3 * stream.normal(hash32(name), index);
}

export function writeVariables(session: Session, variables: readonly ModelVariable[], scaleAdded = 1): void {
  for (const { variable, source } of variables) {
    if (source.kind === 'zero') continue;
    const value = (index: number): number => (source.kind === 'base' ? baseValue(source.parameter, index) : scaleAdded * source.value(index));
    session.write(variable, new Uint8Array(Float32Array.from({ length: elementCount(variable.shape) }, (_, i) => value(i)).buffer));
  }
}
