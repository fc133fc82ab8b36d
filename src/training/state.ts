/** What a training loop carries from step to step: everything but the tensors that a checkpoint must hold to go on exactly. */
import { type BatchCursor, firstBatch } from '../data/batches.ts';

export interface LoopState {
  /** The last finished step; 0 before the first. */
  readonly step: number;
  /** The first batch of the next step. */
  readonly cursor: BatchCursor;
  /** Non-padding tokens of all steps. */
  readonly totalTokens: number;
  /** Of the last step. */
  readonly lastLoss: number | null;
  /** The evaluation with the lowest loss. */
  readonly best: { readonly step: number; readonly loss: number } | null;
  readonly evaluationsSinceBest: number;
  /** The trainable-set proof was passed. */
  readonly proven: boolean;
}

export const initialState: LoopState = {
  step: 0,
  cursor: firstBatch,
  totalTokens: 0,
  lastLoss: null,
  best: null,
  evaluationsSinceBest: 0,
  proven: false,
};
