/** What a run is to every process: its status, its metric records, its events. All plain JSON. */
export const runStatuses = ['queued', 'preparing', 'running', 'pausing', 'paused', 'finalizing', 'done', 'failed', 'stopped', 'interrupted'] as const;
export type RunStatus = (typeof runStatuses)[number];
/** In which a run computes: it neither waits nor has ended. */
export const workingStatuses: readonly RunStatus[] = ['preparing', 'running', 'pausing', 'finalizing'];

export interface StepMetric {
  readonly type: 'step';
  readonly step: number;
  /** Mean cross-entropy over the step's trained tokens. */
  readonly loss: number;
  /** Unweighted auxiliary terms by method id. */
  readonly auxLoss?: Readonly<Record<string, number>>;
  readonly learningRate: number;
  readonly gradNorm: number;
  readonly tokens: number;
  readonly trainedTokens: number;
  /** Cumulative over the run. */
  readonly totalTokens: number;
  /** Clock fields: everything else is equal bit for bit when a run is repeated. */
  readonly tokensPerSecond: number;
  readonly seconds: number;
  /** Resident bytes of the process now, and what the run holds on a device with memory of its own; absent in logs of earlier versions. */
  readonly memoryBytes?: number;
  readonly routers?: readonly RouterMetric[];
}

/** Health of one router over one optimizer step. */
export interface RouterMetric {
  readonly layer: number;
  /** Share of the (token, slot) pairs by expert, times the number of experts: 1 = balanced. */
  readonly load: readonly number[];
  /** max(load) - 1. */
  readonly maxViolation: number;
  /** Experts below 1 % of the mean load. */
  readonly deadExperts: number;
  /** Mean entropy of the router's distribution, in nats. */
  readonly entropy: number;
}

export interface EvalMetric {
  readonly type: 'eval';
  readonly step: number;
  readonly loss: number;
  readonly perplexity: number;
  readonly tokens: number;
  readonly perTask?: Readonly<Record<string, { readonly loss: number; readonly tokens: number }>>;
  readonly best: boolean;
}

/** A greedy answer of the model as it is trained at this step. */
export interface SampleEvent {
  readonly type: 'sample';
  readonly step: number;
  readonly prompt: string;
  readonly text: string;
  readonly tokens: number;
  /** `length`: maxTokens was reached. */
  readonly end: 'stop' | 'length';
}

export interface CheckpointEvent {
  readonly type: 'checkpoint';
  readonly step: number;
  readonly path: string;
}

export interface PhaseEvent {
  readonly type: 'phase';
  readonly phase: string;
  readonly detail?: string;
}

export interface ProgressEvent {
  readonly type: 'progress';
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly unit: 'bytes' | 'rows' | 'tensors' | 'steps' | 'tokens';
}

export interface NoteEvent {
  readonly type: 'note' | 'warning';
  readonly code: string;
  readonly message: string;
}

/** Told when a run goes on after an interruption: `dropped` metric records lay beyond the checkpoint. */
export interface ResumedEvent {
  readonly type: 'resumed';
  readonly step: number;
  readonly dropped: number;
}

export interface ProofEvent {
  readonly type: 'proof';
  readonly proof: 'trainable-set' | 'fit' | 'export' | 'conversion';
  readonly ok: boolean;
  readonly detail: string;
}

export type RunEvent = StepMetric | EvalMetric | SampleEvent | CheckpointEvent | PhaseEvent | ProgressEvent | NoteEvent | ResumedEvent | ProofEvent;

/** The last line of `train --json`. */
export interface RunResult {
  readonly type: 'result';
  readonly status: Extract<RunStatus, 'done' | 'stopped' | 'paused'>;
  readonly steps: number;
  readonly bestLoss: number | null;
  readonly finalLoss: number | null;
  readonly peakMemoryBytes: number;
  /** The last checkpoint's folder. */
  readonly model: string;
}
