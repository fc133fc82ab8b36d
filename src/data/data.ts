/**
 * The contracts of the data folder: record (a raw row) → sample (tokens with a loss mask) → batch (packed samples).
 * Bytes arrive as async iterables, caches are injected, so everything here runs anywhere.
 */

export type { DatasetReport, DatasetRow, FileReport, Problem, Severity, TokenReport } from '../shared/jobs.ts';

/** Where rows come from. `open` may be called more than once. */
export interface ByteSource {
  /** Shown in messages; usually the file's path. */
  readonly name: string;
  readonly bytes: number;
  open(signal?: AbortSignal): AsyncIterable<Uint8Array>;
}

/** A row as it stood in the file. */
export interface Row {
  readonly file: string;
  /** 1-based line for JSONL, 1-based element for JSON arrays. */
  readonly line: number;
  readonly value: Readonly<Record<string, unknown>>;
}

export interface Message {
  readonly role: string;
  readonly content: string;
  /** Whether the loss looks at this message; by default exactly the assistant's are trained. */
  readonly trained?: boolean;
  readonly tool_calls?: unknown;
  readonly name?: string;
  readonly tool_call_id?: string;
}

/** A row understood by a dataset format. */
export type DataRecord =
  | {
      readonly kind: 'chat';
      readonly messages: readonly Message[];
      readonly tools?: unknown;
      readonly task?: string;
      readonly file: string;
      readonly line: number;
    }
  | { readonly kind: 'text'; readonly text: string; readonly task?: string; readonly file: string; readonly line: number }
  | { readonly kind: 'completion'; readonly prompt: string; readonly completion: string; readonly task?: string; readonly file: string; readonly line: number };

/** Token ids of one trainable unit and, for each, whether the loss looks at it (the token itself is a target). */
export interface Sample {
  readonly tokens: Int32Array;
  readonly trained: Uint8Array;
  readonly task?: string;
  readonly file: string;
  readonly line: number;
  /** Identity of the row's normalised content: duplicates and the windows of one document share it, and a split never separates them. */
  readonly group?: string;
}

/** The dataset row a sample was made of. */
export type SampleSource = Pick<Sample, 'file' | 'line'>;

/**
 * One micro-batch of shape [microBatch B, sequence S], flattened row by row. Position t predicts `targets[t]`, already
 * shifted inside its segment, so a segment's last position and padding have weight 0.
 */
export interface Batch {
  readonly microBatch: number;
  readonly sequence: number;
  readonly tokens: Int32Array;
  readonly targets: Int32Array;
  /** 1 where the target is trained, else 0. */
  readonly weights: Float32Array;
  /** Restarts at 0 in each segment. */
  readonly positions: Int32Array;
  /** 1-based segment within its row; 0 is padding. Attention never crosses segments. */
  readonly segments: Int32Array;
  /** Task of each segment, by row then segment, for metrics per task; empty where rows carry none. */
  readonly tasks: readonly (readonly string[])[];
  /** Where each segment's row stands in the dataset, by row then segment: what is shown when a batch breaks a run. */
  readonly sources: readonly (readonly SampleSource[])[];
  /** Non-padding tokens and trained targets in this batch. */
  readonly realTokens: number;
  readonly trainedTokens: number;
}

/** [start, end) in UTF-16 units of a text. */
export type TextRange = readonly [start: number, end: number];

/** What the data folder needs of a tokenizer. */
export interface Tokenizer {
  readonly kind: string;
  readonly vocabSize: number;
  readonly chatTemplate: string | null;
  readonly bosToken: string | null;
  readonly eosToken: string | null;
  readonly eosId: number | null;
  readonly bosId: number | null;
  /** Whether plain text starts with bos (chat templates write their own). */
  readonly addsBos: boolean;
  /** Ids at which generation ends: eos, end-of-turn tokens. */
  readonly stopIds: readonly number[];
  /**
   * @param special whether special tokens written in the text are read as such (text made by a chat template) or stay
   *   plain text (a user's own words).
   */
  encode(text: string, special: boolean): number[];
  /**
   * As `encode(text, true)`, but special tokens that start inside a literal range stay plain text.
   * @param literal [start, end) in UTF-16 units, ascending, disjoint.
   */
  encodeWithLiterals(text: string, literal: readonly TextRange[]): number[];
  /** Where the text of a special token (one that is not a user's to write) stands in `text`, ascending, disjoint. */
  findSpecial(text: string): readonly TextRange[];
  decode(ids: readonly number[], options?: { skipSpecial?: boolean }): string;
  /** The exact bytes a token stands for; empty for ids without a token (padded vocabularies). */
  tokenBytes(id: number): Uint8Array;
  /** `tokenBytes` as text where they are valid UTF-8, else with \xNN for the stray bytes: for coloured previews. */
  tokenText(id: number): string;
  isSpecial(id: number): boolean;
  /** Identity for caches: a hash of the files it was read from. */
  readonly fingerprint: string;
}

/** A place where tokenised datasets are kept between runs: bytes by key. A missing or damaged entry is `undefined`. */
export interface SampleStore {
  load(key: string): Promise<Uint8Array | undefined>;
  save(key: string, bytes: Uint8Array): Promise<void>;
}
