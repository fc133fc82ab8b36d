/**
 * What an engine host can be asked to do, and what it answers: plain JSON over the process channel. Services resolve ids and
 * relative paths first; a host sees absolute paths only.
 */
import type { ErrorObject } from './errors.ts';
import type { Recipe } from './recipe.ts';
import type { RunEvent, RunResult } from './run.ts';

/** A model on disk: a Hugging Face folder, or a base with what a run trained on it. */
export type ModelReference =
  | { readonly kind: 'checkpoint'; readonly path: string }
  /** `checkpoint`: a folder of the run's checkpoints/. */
  | { readonly kind: 'run'; readonly directory: string; readonly checkpoint: string };

export interface Sampling {
  readonly maxTokens: number;
  /** 0: greedy. */
  readonly temperature: number;
  /** 0: off. */
  readonly topK: number;
  /** 1: off. */
  readonly topP: number;
  readonly seed: number;
}

export interface DatasetReference {
  readonly files: readonly string[];
  readonly format: string | null;
  readonly map: Readonly<Record<string, string>>;
  readonly taskField: string | null;
}

interface JobInputs {
  readonly devices: { readonly cacheFile: string };
  readonly inspect: { readonly model: ModelReference };
  readonly verify: { readonly model: ModelReference; readonly against: ModelReference | null; readonly device: string };
  readonly datasetCheck: { readonly dataset: DatasetReference; readonly model: ModelReference | null; readonly sequenceLength: number };
  readonly datasetPreview: { readonly dataset: DatasetReference; readonly model: ModelReference; readonly row: number };
  readonly convert: {
    readonly model: ModelReference;
    readonly method: string;
    readonly options: Readonly<Record<string, unknown>>;
    readonly output: string;
    readonly dtype: 'f32' | 'bf16' | 'f16' | null;
    readonly seed: number;
    readonly device: string;
  };
  readonly plan: { readonly recipe: Recipe; readonly model: ModelReference; readonly cacheDirectory: string };
  readonly train: {
    readonly recipe: Recipe;
    readonly model: ModelReference;
    readonly runDirectory: string;
    readonly cacheDirectory: string;
    readonly resume: boolean;
    /** Go on although base, dataset or numerics changed; the curve is marked. */
    readonly allowDrift: boolean;
  };
  readonly evaluate: {
    readonly model: ModelReference;
    readonly dataset: DatasetReference;
    readonly sequenceLength: number;
    readonly microBatch: number;
    readonly device: string;
  };
  readonly generate: {
    readonly model: ModelReference;
    readonly prompts: readonly string[];
    /** No chat template: the prompt as it is. */
    readonly raw: boolean;
    readonly sampling: Sampling;
    readonly device: string;
  };
  readonly logits: { readonly model: ModelReference; readonly tokens: readonly number[]; readonly all: boolean; readonly device: string };
  readonly export: {
    readonly model: ModelReference;
    readonly format: string;
    readonly output: string;
    readonly dtype: 'f32' | 'bf16' | 'f16' | null;
    readonly device: string;
  };
}

export type JobKind = keyof JobInputs;
export type Job = { readonly [K in JobKind]: { readonly kind: K } & JobInputs[K] }[JobKind];
export type JobOf<K extends JobKind> = Extract<Job, { readonly kind: K }>;

export interface DeviceInfo {
  readonly id: string;
  readonly executor: 'ggml' | 'tfjs' | 'reference';
  readonly kind: 'cpu' | 'gpu';
  readonly name: string;
  readonly memoryBytes: number;
  readonly selfTest: { readonly ok: boolean; readonly reason?: string };
}

/** Result objects, with the fields CLI.md promises. */
export interface JobResults {
  readonly devices: { readonly devices: readonly DeviceInfo[]; readonly default: string };
  readonly inspect: {
    readonly format: string;
    readonly modelType: string;
    readonly parameters: number;
    readonly activeParameters: number;
    readonly bytes: number;
    readonly tensors: readonly { readonly name: string; readonly shape: readonly number[]; readonly dtype: string }[];
    readonly config: Readonly<Record<string, unknown>>;
    readonly tokenizer: { readonly kind: string; readonly vocabSize: number; readonly chatTemplate: string | null } | null;
    readonly canBecome: readonly { readonly method: string; readonly ok: boolean; readonly modelType?: string; readonly reason?: string }[];
    readonly notes: readonly string[];
  };
  readonly verify: { readonly ok: boolean; readonly checks: readonly { readonly id: string; readonly ok: boolean; readonly detail: string }[] };
  readonly datasetCheck: DatasetReport;
  readonly datasetPreview: { readonly row: number; readonly tokens: readonly { readonly id: number; readonly text: string; readonly trained: boolean }[] };
  readonly convert: {
    readonly type: 'result';
    readonly output: string;
    readonly parameters: { readonly total: number; readonly active: number };
    readonly receipt: ConversionReceipt;
  };
  readonly plan: PlanReport;
  readonly train: RunResult;
  readonly evaluate: {
    readonly loss: number;
    readonly perplexity: number;
    readonly tokens: number;
    readonly perTask?: Readonly<Record<string, { readonly loss: number; readonly tokens: number }>>;
    /** By task ('' for rows without one), then MoE layer: share of the (token, slot) pairs by expert. */
    readonly expertLoad?: Readonly<Record<string, readonly { readonly layer: number; readonly load: readonly number[] }[]>>;
  };
  readonly generate: { readonly outputs: readonly { readonly text: string; readonly tokens: readonly number[] }[]; readonly tokensPerSecond: number };
  readonly logits: { readonly shape: readonly [number, number]; readonly data: readonly number[] };
  readonly export: ExportResult;
}

export type Severity = 'error' | 'warning';

/** An `error` means the row is rejected; a `warning` that it was accepted, perhaps mended as `message` says. */
export interface Problem {
  readonly file: string;
  /** 1-based line or element; 0 when the problem is the whole file's. */
  readonly line: number;
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  readonly fix?: string;
}

/** What reading a dataset found: the JSON of `dataset check`. */
export interface DatasetReport {
  /** The format's id; "mixed" when files differ. */
  readonly format: string;
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Field of the format → column of the file. */
  readonly mapping: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
  readonly files: readonly FileReport[];
  /** Only where a tokenizer was given. */
  readonly tokens?: TokenReport;
}

export interface FileReport {
  readonly file: string;
  readonly format: string;
  /** Share of the first rows that fit the format, 0..1. */
  readonly confidence: number;
  readonly mapping: Readonly<Record<string, string>>;
  readonly rows: number;
  readonly accepted: number;
}

export interface TokenReport {
  readonly samples: number;
  readonly total: number;
  /** Tokens that the loss looks at. */
  readonly trained: number;
  /** Lengths of the samples, before cutting, in powers of two: tokens from `from` up to and including `to`. */
  readonly histogram: readonly { readonly from: number; readonly to: number; readonly samples: number }[];
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}

export interface ConversionReceipt {
  readonly logitDifference: { readonly max: number; readonly mean: number };
  readonly expectedIdentity: boolean;
  readonly ok: boolean;
}

export interface PlanReport {
  readonly trainable: readonly { readonly tensor: string; readonly bytes: number }[];
  readonly frozen: readonly { readonly tensor: string; readonly bytes: number }[];
  readonly memory: MemoryBytes;
  readonly device: { readonly id: string; readonly available: number };
  readonly fits: boolean;
  /** Changes that make it fit or smaller, with the total they lead to. */
  readonly ways: readonly { readonly change: string; readonly memory: number }[];
}

/** Bytes by kind. `scratch` is inputs, constants and buffers; `activations` what one run needs besides. */
export interface MemoryBytes {
  readonly frozen: number;
  readonly trained: number;
  readonly optimizer: number;
  readonly gradients: number;
  readonly activations: number;
  readonly scratch: number;
  readonly total: number;
}

export interface ExportResult {
  readonly type: 'result';
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  readonly proof: {
    readonly ok: boolean;
    readonly reader: string;
    readonly maxLogitDifference: number;
    readonly perExpertChange?: readonly { readonly layer: number; readonly expert: number; readonly change: number; readonly lost: number }[];
    readonly detail: string;
  };
}

export type JobEvent = RunEvent | { readonly type: 'token'; readonly prompt: number; readonly id: number; readonly text: string };

/** Commands a face sends while a job runs. */
export type JobCommand =
  /** Save, then end with status stopped. */
  | 'stop'
  /** Save, give the device's memory back, wait for `resume`. */
  | 'pause'
  | 'resume'
  /** End now, saving nothing. */
  | 'cancel';

/** From main to host. */
export type HostRequest = { readonly type: 'start'; readonly job: Job; readonly debug: boolean } | { readonly type: 'command'; readonly command: JobCommand };

/** From host to main. */
export type HostMessage =
  | { readonly type: 'event'; readonly event: JobEvent }
  | { readonly type: 'result'; readonly result: unknown }
  | { readonly type: 'failed'; readonly error: ErrorObject }
  | { readonly type: 'heartbeat'; readonly rssBytes: number };
