/** The host's jobs as these tests call them, and how far logits are apart. */
import { jobHandlers } from '../../src/host/jobs/index.ts';
import { logitDifference } from '../../src/host/model/score.ts';
import type { JobResults, ModelReference } from '../../src/shared/jobs.ts';
import { testControl } from './control.ts';

/** Logits may be this far apart, max|a-b| / max|b|, where two engines run the same f32 function: only sums run in another order. */
export const sameFunction = 1e-4;

export function checkpoint(path: string): ModelReference {
  return { kind: 'checkpoint', path };
}

/** Our own logits [tokens, vocabulary], row by row. */
export async function ownLogits(model: ModelReference, tokens: readonly number[]): Promise<Float32Array> {
  const { data } = await jobHandlers.logits({ kind: 'logits', model, tokens, all: true, device: 'cpu' }, testControl());
  return Float32Array.from(data);
}

export function exportTo(output: string, model: ModelReference, dtype: 'f32' | 'bf16'): Promise<JobResults['export']> {
  return jobHandlers.export({ kind: 'export', model, format: 'hf', output, dtype, device: 'cpu' }, testControl());
}

/** max|a-b| / max|b| */
export function distance(a: Float32Array, b: Float32Array): number {
  return logitDifference([a], [b]).max;
}
