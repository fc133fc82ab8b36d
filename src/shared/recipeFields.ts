/** The fields of a recipe's sections as option schemas, with the defaults CLI.md promises. Fields that no schema can say (lists, null) stand in readRecipe.ts. */
import type { OptionSchema } from './options.ts';
import { frozenDtypes, optimizers, recomputeModes, schedules } from './recipe.ts';

/** Used where no method of the recipe names a rate. */
export const defaultLearningRate = 2e-4;

export const trainingFields = {
  microBatch: { type: 'integer', default: 4, min: 1, max: 65536, help: 'Sequences computed at once.' },
  accumulation: { type: 'integer', default: 1, min: 1, max: 65536, help: 'Micro-batches per optimizer step.' },
  sequenceLength: { type: 'integer', default: 256, min: 2, max: 1048576, help: 'Tokens per sequence.' },
  learningRate: { type: 'number', default: defaultLearningRate, min: 0, max: 100, help: 'Peak rate; methods set their own default.' },
  warmupSteps: { type: 'integer', default: 10, min: 0, help: 'Steps over which the rate rises to its peak.' },
  schedule: { type: 'choice', choices: schedules, default: 'cosine', help: 'How the rate falls after the warm-up.' },
  optimizer: { type: 'choice', choices: optimizers, default: 'adamw', help: 'How gradients change weights.' },
  epsilon: { type: 'number', default: 1e-8, min: 0, max: 1, help: 'Added to the denominator of AdamW.' },
  weightDecay: { type: 'number', default: 0, min: 0, max: 10, help: 'Decay of matrices, decoupled from the gradient.' },
  maxGradNorm: { type: 'number', default: 1, min: 0, help: 'Gradients are clipped to this norm; 0: never.' },
  frozenDtype: { type: 'choice', choices: frozenDtypes, default: 'stored', help: 'Type in which frozen weights are held.' },
  recompute: { type: 'choice', choices: recomputeModes, default: 'auto', help: 'Whether blocks are computed again in the backward pass to save memory.' },
  seed: { type: 'integer', default: 1, min: 0, help: 'Everything random follows from it.' },
  evalEvery: { type: 'integer', default: 50, min: 0, help: 'Steps between evaluations; 0: never.' },
  checkpointEvery: { type: 'integer', default: 50, min: 0, help: 'Steps between checkpoints; 0: only at the end.' },
  keepCheckpoints: { type: 'integer', default: 2, min: 1, help: 'Newest checkpoints kept, besides the best.' },
} as const satisfies OptionSchema;

export const datasetFields = {
  evalShare: { type: 'number', default: 0.1, min: 0, max: 0.9, help: 'Share of the rows kept for evaluation, unless files are given for it; 0: none.' },
  packing: { type: 'flag', default: true, help: 'Put several short rows into one sequence, each blind to the others.' },
} as const satisfies OptionSchema;

export const sampleFields = {
  maxTokens: { type: 'integer', default: 64, min: 1, max: 4096, help: 'Tokens of each answer, at most.' },
} as const satisfies OptionSchema;

/** Every name that may stand in a section, schema or not. */
export const sectionNames = {
  recipe: ['model', 'dataset', 'methods', 'training', 'samples', 'device'],
  dataset: ['files', 'evalFiles', 'format', 'map', 'template', 'taskField', ...Object.keys(datasetFields)],
  training: ['steps', 'epochs', 'betas', 'earlyStop', ...Object.keys(trainingFields)],
  samples: ['prompts', ...Object.keys(sampleFields)],
  method: ['id', 'options'],
} as const satisfies Record<string, readonly string[]>;
