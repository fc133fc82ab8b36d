/** A packed batch as the inputs of a micro-batch program. */
import type { Batch } from '../data/data.ts';
import type { TensorData } from '../engine/executors/executor.ts';
import { maskName } from './context.ts';

export interface StepTotals {
  /** Trained targets of the whole step; at least 1. */
  readonly trainedTokens: number;
  /** Real tokens of the whole step; at least 1. */
  readonly realTokens: number;
}

/** Inputs of `forwardBackward` (and of `evaluate`, which takes a part of them): see `context.ts` for shapes. */
export function batchInputs(batch: Batch, totals: StepTotals, windows: readonly (number | null)[]): Record<string, TensorData> {
  const inputs: Record<string, TensorData> = {
    tokens: batch.tokens,
    targets: batch.targets,
    positions: batch.positions,
    weights: batch.weights.map((weight) => weight / totals.trainedTokens),
    tokenShare: Float32Array.from(batch.segments, (segment) => (segment > 0 ? 1 / totals.realTokens : 0)),
  };
  for (const window of windows) inputs[maskName(window)] = attentionMask(batch, window);
  return inputs;
}

/** Only what `evaluate` declares. */
export function evaluationInputs(batch: Batch, windows: readonly (number | null)[]): Record<string, TensorData> {
  const { weights: _, tokenShare: __, ...inputs } = batchInputs(batch, { trainedTokens: 1, realTokens: 1 }, windows);
  return inputs;
}

/**
 * [B, 1, S, S] added to the scores: 0 for earlier tokens of the same segment (at most window - 1 back), -Infinity else.
 * Padding sees itself, so that no row is empty.
 */
function attentionMask({ microBatch, sequence, segments }: Batch, window: number | null): Float32Array {
  const mask = new Float32Array(microBatch * sequence * sequence).fill(Number.NEGATIVE_INFINITY);
  for (let row = 0; row < microBatch; row++) {
    for (let query = 0; query < sequence; query++) {
      const segment = segments[row * sequence + query];
      const start = (row * sequence + query) * sequence;
      mask[start + query] = 0;
      const oldest = window === null ? 0 : Math.max(0, query - window + 1);
      for (let key = query - 1; key >= oldest && segment !== 0 && segments[row * sequence + key] === segment; key--) mask[start + key] = 0;
    }
  }
  return mask;
}
