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

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** One question to an open chat: the whole conversation so far; its last message is answered. */
export interface ChatAsk {
  /** The asker's own name for it; events carry it. */
  readonly id: string;
  readonly messages: readonly ChatMessage[];
  readonly sampling: Sampling;
  /** Tell which experts each token went to, of the prompt's tokens too. */
  readonly routing: boolean;
  /** No chat template: the messages' contents as they are, one after another. */
  readonly raw?: boolean;
}

/** Where one MoE layer sent a token. */
export interface TokenRouting {
  readonly layer: number;
  /** The topK chosen, the likeliest first. */
  readonly experts: readonly number[];
  /** What each one's output was multiplied with. */
  readonly weights: readonly number[];
}

export interface DatasetReference {
  readonly files: readonly string[];
  readonly format: string | null;
  readonly map: Readonly<Record<string, string>>;
  readonly taskField: string | null;
}

interface JobInputs {
  /** `lastResorts`: also test what serves only where nothing else does; else it is listed as not tested, unless a result is known. */
  readonly devices: { readonly cacheFile: string; readonly lastResorts: boolean };
  readonly inspect: { readonly model: ModelReference };
  readonly verify: { readonly model: ModelReference; readonly against: ModelReference | null; readonly device: string };
  readonly datasetCheck: {
    readonly dataset: DatasetReference;
    readonly model: ModelReference | null;
    readonly sequenceLength: number;
    /** Files evaluated on: rows of the dataset that stand there too are told. */
    readonly evaluation?: readonly string[];
    /** A file to write which rows have which problem to, for datasetRows. */
    readonly index?: string;
  };
  /** Rows `from` to `from + count - 1`, all or of those with a problem. */
  readonly datasetRows: {
    readonly dataset: DatasetReference;
    readonly model: ModelReference | null;
    readonly sequenceLength: number;
    readonly from: number;
    readonly count: number;
    /** Rows of each file, where a check has counted them: spares reading on to the end. */
    readonly known: readonly number[] | null;
    /** The index that a check wrote; only rows with a problem, of this code where it is not null. */
    readonly only: { readonly index: string; readonly code: string | null } | null;
  };
  /** Writes a mended copy, a file for each of the dataset's, into a new folder. */
  readonly datasetClean: {
    readonly dataset: DatasetReference;
    readonly evaluation: readonly string[];
    readonly model: ModelReference | null;
    readonly sequenceLength: number;
    /** Ids of fixes. */
    readonly fixes: readonly string[];
    readonly output: string;
  };
  readonly datasetPreview: { readonly dataset: DatasetReference; readonly model: ModelReference; readonly row: number };
  readonly convert: {
    readonly model: ModelReference;
    readonly method: string;
    readonly options: Readonly<Record<string, unknown>>;
    readonly output: string;
    /** Where it is written until it is whole and proved, of the same disk; absent: beside `output`. */
    readonly temporary?: string;
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
    /** The checkpoint's step to go on from; null: the latest. */
    readonly fromStep: number | null;
    /** Go on although base, dataset or numerics changed; the curve is marked. */
    readonly allowDrift: boolean;
  };
  /** Real steps on the real data, measured and thrown away. */
  readonly timing: { readonly recipe: Recipe; readonly model: ModelReference; readonly cacheDirectory: string; readonly steps: number };
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
  /** Lives until `stop` or `cancel`; commands of type `ask` are answered one after another. */
  readonly chat: { readonly model: ModelReference; readonly device: string };
  readonly logits: { readonly model: ModelReference; readonly tokens: readonly number[]; readonly all: boolean; readonly device: string };
  readonly export: {
    readonly model: ModelReference;
    readonly format: string;
    readonly output: string;
    /** As for `convert`. */
    readonly temporary?: string;
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
  /** Its library is not installed: the self-test's reason says how to add it. */
  readonly missing?: true;
  /** Never tested here: the self-test's reason says when it is. */
  readonly untested?: true;
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
  readonly datasetRows: { readonly rows: readonly DatasetRow[]; readonly total: number };
  readonly datasetClean: {
    readonly files: readonly string[];
    readonly rows: number;
    readonly written: number;
    /** Rows that could not be read, which no copy can hold. */
    readonly unreadable: number;
    /** Rows left out and rows changed, by the fix that did it. */
    readonly dropped: Readonly<Record<string, number>>;
    readonly changed: Readonly<Record<string, number>>;
  };
  readonly datasetPreview: { readonly row: number; readonly tokens: readonly { readonly id: number; readonly text: string; readonly trained: boolean }[] };
  readonly convert: {
    readonly type: 'result';
    readonly output: string;
    readonly parameters: { readonly total: number; readonly active: number };
    readonly receipt: ConversionReceipt;
  };
  readonly plan: PlanReport;
  readonly train: RunResult;
  readonly timing: {
    readonly secondsPerStep: number;
    /** Non-padding tokens of a step. */
    readonly tokensPerStep: number;
    /** One evaluation; null where the recipe evaluates nothing. */
    readonly evalSeconds: number | null;
    /** Optimizer steps the recipe comes to on these data. */
    readonly preparedSteps: number;
  };
  readonly evaluate: {
    readonly loss: number;
    readonly perplexity: number;
    readonly tokens: number;
    readonly perTask?: Readonly<Record<string, { readonly loss: number; readonly tokens: number }>>;
    /** By task ('' for rows without one), then MoE layer: share of the (token, slot) pairs by expert. */
    readonly expertLoad?: Readonly<Record<string, readonly { readonly layer: number; readonly load: readonly number[] }[]>>;
  };
  readonly generate: { readonly outputs: readonly { readonly text: string; readonly tokens: readonly number[] }[]; readonly tokensPerSecond: number };
  /** `asked`: questions answered, those that failed or were hushed among them. */
  readonly chat: { readonly asked: number };
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
  /** Of each code at most a thousand, and one more that says how many there are beyond. */
  readonly problems: readonly Problem[];
  /** All of them, counted. */
  readonly counts: readonly { readonly code: string; readonly severity: Severity; readonly count: number }[];
  readonly files: readonly FileReport[];
  /** Only where a tokenizer was given. */
  readonly tokens?: TokenReport;
}

/** A row as it is shown. */
export interface DatasetRow {
  /** From 1, over all files. */
  readonly row: number;
  readonly file: string;
  readonly line: number;
  /**
   * As a conversation, mended as in training; a text row is one part with role "text", a completion two with "prompt" and
   * "completion". Null where it cannot be read as any of them.
   */
  readonly messages: readonly { readonly role: string; readonly content: string }[] | null;
  /** As the model sees it, uncut; of very long rows only the first tokens. These three are absent without a model or where it cannot be tokenised. */
  readonly tokens?: readonly { readonly id: number; readonly text: string; readonly trained: boolean }[];
  /** All its tokens. */
  readonly length?: number;
  /** From which token on the sequence length cuts it off (0: the row is left out); null: nowhere. */
  readonly cut?: number | null;
  readonly problems: readonly Problem[];
  /** The row as it stands in the file, shortened. */
  readonly source: string;
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
  /** Lengths of the samples, before cutting, in touching classes of growing width: tokens from `from` up to and including `to`. */
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
  /** Scalars; `total` counts what methods add too. */
  readonly parameters: { readonly trainable: number; readonly total: number };
  readonly memory: MemoryBytes;
  readonly device: { readonly id: string; readonly available: number };
  readonly fits: boolean;
  /** Changes that make it fit or smaller. */
  readonly ways: readonly WayOut[];
}

export interface WayOut {
  /** For people: the assignments in one line. */
  readonly change: string;
  /** The same as assignments of --set. */
  readonly sets: readonly string[];
  /** The total it leads to, in bytes. */
  readonly memory: number;
  /** What it costs in time or quality, one sentence. */
  readonly cost: string;
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

export type JobEvent = RunEvent | { readonly type: 'token'; readonly prompt: number; readonly id: number; readonly text: string } | ChatEvent;

/** What an open chat tells of a question, besides phases (`loading`, `ready`). */
export type ChatEvent = AnswerToken | AnswerEnd | AnswerFailed;

export interface AnswerToken {
  readonly type: 'answer-token';
  /** The question's id. */
  readonly ask: string;
  readonly id: number;
  /** What the token adds to the text; empty while it is only a part of a character. */
  readonly text: string;
  /** A token of the prompt: told in order before the answer, only where routing was asked for. */
  readonly prompt: boolean;
  /** By MoE layer; only where it was asked for. */
  readonly routing?: readonly TokenRouting[];
}

export interface AnswerEnd {
  readonly type: 'answer-end';
  readonly ask: string;
  /** `length`: maxTokens or the model's positions were reached. */
  readonly end: 'stop' | 'length' | 'hushed';
  /** The whole answer. */
  readonly text: string;
  readonly tokens: number;
  readonly tokensPerSecond: number;
  readonly promptTokens: number;
}

/** The question was not answered; the chat goes on. */
export interface AnswerFailed {
  readonly type: 'answer-failed';
  readonly ask: string;
  readonly error: ErrorObject;
}

/** Commands a face sends while a job runs. */
export type JobCommand =
  /** Save, then end with status stopped; a chat hushes whatever was asked and ends. */
  | 'stop'
  /** Save, give the device's memory back, wait for `resume`. */
  | 'pause'
  | 'resume'
  /** End now, saving nothing. */
  | 'cancel'
  | { readonly type: 'ask'; readonly ask: ChatAsk }
  /** Stop that answer (or drop the question, when its turn has not come), keep the model. */
  | { readonly type: 'hush'; readonly id: string };

/** From main to host. */
export type HostRequest = { readonly type: 'start'; readonly job: Job; readonly debug: boolean } | { readonly type: 'command'; readonly command: JobCommand };

/** From host to main. */
export type HostMessage =
  | { readonly type: 'event'; readonly event: JobEvent }
  | { readonly type: 'result'; readonly result: unknown }
  | { readonly type: 'failed'; readonly error: ErrorObject }
  | { readonly type: 'heartbeat'; readonly rssBytes: number };
