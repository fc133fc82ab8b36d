/** How far each executor may stray from `reference` in the contract suite: one table, so that loosening one is seen. */
import type { Tolerance } from './executor.ts';

export const tolerances = {
  /** Central finite differences in f64 with step 1e-5. */
  finiteDifference: { relative: 1e-6, absolute: 1e-8 },
  ggmlCpu: { relative: 2e-5, absolute: 2e-6 },
  /** With GGML_VK_DISABLE_F16=1. */
  ggmlVulkan: { relative: 5e-5, absolute: 5e-6 },
  /** All three backends compute in f32; sums run in another order than ggml's. */
  tfjs: { relative: 2e-5, absolute: 2e-6 },
  /** Losses of the first steps of a run on one executor against those on another: rounding grows from step to step. */
  trainingCurve: { relative: 1e-4, absolute: 1e-5 },
} as const satisfies Record<string, Tolerance>;

/** Largest violation of |a-b| <= absolute + relative * max|b|; at most 1 passes. */
export function toleranceUse(a: ArrayLike<number>, b: ArrayLike<number>, { relative, absolute }: Tolerance): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < b.length; i++) largest = Math.max(largest, Math.abs(b[i] as number));
  const allowed = absolute + relative * largest;
  let worst = 0;
  for (let i = 0; i < b.length; i++) {
    const distance = Math.abs((a[i] as number) - (b[i] as number));
    worst = Number.isNaN(distance) ? Number.POSITIVE_INFINITY : Math.max(worst, distance / allowed);
  }
  return worst;
}
