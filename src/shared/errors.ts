/** Every failure a user can meet. The code is stable and scripts may match on it; the message says what was expected and what came, the hint what to do. */
export const errorCodes = {
  BAD_USAGE: 'input',
  BAD_RECIPE: 'input',
  BAD_MODEL: 'input',
  BAD_DATASET: 'input',
  BAD_OPTIONS: 'input',
  NOT_FOUND: 'input',
  NOT_AVAILABLE: 'input',
  NOT_EXPORTABLE: 'input',
  OUTPUT_EXISTS: 'input',
  PREFERENCE_NOT_TRAINABLE: 'input',
  NOTHING_TRAINABLE: 'input',
  DOES_NOT_FIT: 'input',
  RUN_HELD: 'input',
  RESUME_REFUSED: 'input',
  DISK_FULL: 'failure',
  NOT_FINITE: 'failure',
  PROOF_FAILED: 'failure',
  CHECKPOINT_DAMAGED: 'failure',
  DEVICE_FAILED: 'failure',
  ENGINE_ABORTED: 'failure',
  DISCONNECTED: 'failure',
  SHAPE_MISMATCH: 'failure',
  INTERNAL: 'failure',
  STOPPED: 'stopped',
} as const satisfies Record<string, 'input' | 'failure' | 'stopped'>;

export type ErrorCode = keyof typeof errorCodes;

export interface ErrorDetails {
  readonly hint?: string;
  /** Where: a file, row, tensor, field. */
  readonly file?: string;
  readonly line?: number;
  readonly tensor?: string;
  readonly field?: string;
  readonly cause?: unknown;
}

export class MixwrightError extends Error {
  readonly code: ErrorCode;
  readonly details: Omit<ErrorDetails, 'cause'>;

  constructor(code: ErrorCode, message: string, { cause, ...details }: ErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'MixwrightError';
    this.code = code;
    this.details = details;
  }
}

/** The one JSON shape errors have on every border: stdout of the CLI, the host channel, a run's events. */
export interface ErrorObject {
  readonly type: 'error';
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly file?: string;
  readonly line?: number;
  readonly tensor?: string;
  readonly field?: string;
  /** Only present with --debug. */
  readonly stack?: string;
}

export function toErrorObject(error: unknown): ErrorObject {
  if (error instanceof MixwrightError) {
    return { type: 'error', code: error.code, message: error.message, ...error.details };
  }
  return {
    type: 'error',
    code: isDiskFull(error) ? 'DISK_FULL' : 'INTERNAL',
    message: error instanceof Error ? error.message : String(error),
  };
}

export function fromErrorObject({ code, message, type: _, stack: __, ...details }: ErrorObject): MixwrightError {
  return new MixwrightError(code, message, details);
}

/** Exit status of the command line for an error, as CLI.md promises. */
export function exitStatus(code: ErrorCode): 1 | 2 | 130 {
  const kind = errorCodes[code];
  return kind === 'input' ? 2 : kind === 'stopped' ? 130 : 1;
}

function isDiskFull(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === 'ENOSPC' || code === 'EDQUOT';
}
