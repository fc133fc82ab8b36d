/**
 * Revisions of what each executor computes, part of its numerics: a run that was begun with another one is not resumed as if its curve
 * went on. Raise an executor's by one with any change after which one recipe on one machine gives other bits there: of a lowering, of the
 * order of a sum, of what a product is made by. What changes every executor's bits (an op's composition, autodiff, a layer, a method, an
 * optimizer) raises them all. `test/engine/executors/arithmetic.test.ts` notices where it can.
 */
import type { ExecutorName } from './executor.ts';

export const arithmetic = {
  reference: 1,
  ggml: 1,
  tfjs: 2,
} as const satisfies Record<ExecutorName, number>;
