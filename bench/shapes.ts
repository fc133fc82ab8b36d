/** The training shapes that speed is measured by, from fixed settings: see bench/README.md. */
import type { ModelConfig } from '../src/models/model.ts';
import type { MethodUse, TrainingRecipe } from '../src/shared/recipe.ts';

export const shapeNames = ['dense', 'moe', 'moe-lora'] as const;
export type ShapeName = (typeof shapeNames)[number];

export interface Shape {
  readonly config: ModelConfig;
  readonly methods: readonly MethodUse[];
  readonly training: TrainingRecipe;
}

const layers = 8;

export function shapeOf(name: ShapeName): Shape {
  return { config: modelConfig(name !== 'dense'), methods: methodsOf(name), training };
}

function methodsOf(name: ShapeName): readonly MethodUse[] {
  if (name !== 'moe-lora') return [{ id: 'full', options: {} }];
  return [{ id: 'lora', options: { rank: 8, alpha: 16, targets: ['attention', 'experts'] } }];
}

function modelConfig(moe: boolean): ModelConfig {
  const ffn = moe
    ? ({ kind: 'moe', experts: 8, topK: 2, width: 768, normalizeTopK: true, sharedWidth: 0 } as const)
    : ({ kind: 'dense', width: 768, bias: false } as const);
  return {
    modelType: moe ? 'mixtral' : 'llama',
    vocabSize: 4096,
    hiddenSize: 256,
    layers,
    attention: {
      heads: 8,
      kvHeads: 4,
      headDim: 32,
      rope: { theta: 10000, dimensions: 32, scaling: null },
      biases: { qkv: false, output: false },
      headNorms: false,
      windows: new Array(layers).fill(null),
    },
    ffn: new Array(layers).fill(ffn),
    rmsNormEpsilon: 1e-5,
    tiedEmbeddings: false,
    maxPositions: 256,
    routerAuxLossCoefficient: null,
    initializerRange: 0.02,
    dtype: 'f32',
    carried: {},
  };
}

const training: TrainingRecipe = {
  steps: 1,
  epochs: null,
  microBatch: 4,
  accumulation: 1,
  sequenceLength: 256,
  learningRate: 1e-4,
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
