/** How long a device takes for the forward and backward pass of a small mixture of experts: what training spends its time on. */
import type { Executor } from '../../engine/executors/executor.ts';
import { createSelfTestModel, type ModelSizes } from '../../engine/executors/selfTest/selfTestModel.ts';
import type { Graph } from '../../engine/graph.ts';
import { elementCount } from '../../engine/shape.ts';

/** Wide enough that products count as they do in a real model, and done in about a tenth of a second on two cores. */
const sizes: ModelSizes = { tokens: 256, width: 512, heads: 8, experts: 4, hidden: 512, vocabulary: 2048, slots: 2 };

/** Beyond this no further step is begun. */
const secondsAtMost = 1;

/** Seconds, the best of a few steps. */
export function measureSpeed(executor: Executor): number {
  const model = createSelfTestModel(sizes);
  const { backward } = model.programs;
  const session = executor.compile({ backward: backward as Graph });
  try {
    for (const parameter of model.parameters) {
      // Anything small and unequal will do: drawing at random would take longer than the steps.
      const values = new Float32Array(elementCount(parameter.shape)).map((_, at) => ((at * 7919) % 4093) / 40_930 - 0.05);
      session.write(parameter, new Uint8Array(values.buffer));
    }
    const timed = (): number => {
      const begun = performance.now();
      session.run('backward', model.inputs);
      return (performance.now() - begun) / 1000;
    };
    // The first warms caches and threads up.
    let spent = timed();
    let best = Number.POSITIVE_INFINITY;
    for (let step = 0; step === 0 || (step < 4 && spent < secondsAtMost); step++) {
      const seconds = timed();
      spent += seconds;
      best = Math.min(best, seconds);
    }
    return best;
  } finally {
    session.dispose();
  }
}
