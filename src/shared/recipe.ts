/** A recipe is what a run does. This is its resolved form: every default written out. Reading (aliases, defaults, refusals) is in readRecipe.ts. */
export const schedules = ['constant', 'linear', 'cosine', 'warmup-stable-decay'] as const;
export const optimizers = ['adamw', 'sgd'] as const;
export const frozenDtypes = ['stored', 'f32', 'f16', 'bf16', 'q8_0', 'q4_K'] as const;
export const recomputeModes = ['auto', 'none', 'block'] as const;

export interface Recipe {
  /** A path, catalogue id or run reference; absolute once resolved against the recipe file. */
  readonly model: string;
  readonly dataset: DatasetRecipe;
  readonly methods: readonly MethodUse[];
  readonly training: TrainingRecipe;
  /** What the model is asked at every evaluation and at the end, to be read by people; null: nothing. */
  readonly samples: SamplesRecipe | null;
  readonly device: string;
}

export interface SamplesRecipe {
  readonly prompts: readonly string[];
  /** Of each answer. */
  readonly maxTokens: number;
}

export interface MethodUse {
  readonly id: string;
  readonly options: Readonly<Record<string, unknown>>;
}

export interface DatasetRecipe {
  readonly files: readonly string[];
  readonly evalFiles: readonly string[];
  /** Share of the rows kept for evaluation when there are no evalFiles; 0: none. */
  readonly evalShare: number;
  readonly packing: boolean;
  readonly format: string | null;
  readonly map: Readonly<Record<string, string>>;
  /** A chat template in place of the tokenizer's own: a file or the text itself. */
  readonly template: string | null;
  /** Rows carry a task name in this field; evaluation then reports each task. */
  readonly taskField: string | null;
}

export interface TrainingRecipe {
  /** Exactly one of steps and epochs is set. */
  readonly steps: number | null;
  readonly epochs: number | null;
  readonly microBatch: number;
  readonly accumulation: number;
  readonly sequenceLength: number;
  readonly learningRate: number;
  readonly warmupSteps: number;
  readonly schedule: (typeof schedules)[number];
  readonly optimizer: (typeof optimizers)[number];
  readonly betas: readonly [number, number];
  readonly epsilon: number;
  readonly weightDecay: number;
  /** 0: no clipping. */
  readonly maxGradNorm: number;
  readonly frozenDtype: (typeof frozenDtypes)[number];
  readonly recompute: (typeof recomputeModes)[number];
  readonly seed: number;
  /** Steps between evaluations; 0: never. */
  readonly evalEvery: number;
  /** Steps between checkpoints; 0: only at the end. */
  readonly checkpointEvery: number;
  readonly keepCheckpoints: number;
  readonly earlyStop: { readonly patience: number } | null;
}
