/** How long a device takes for the forward and backward pass of a small mixture of experts: what training spends its time on. */
import type { Executor } from '../../engine/executors/executor.ts';
import { createSelfTestModel, type ModelSizes } from '../../engine/executors/selfTest/selfTestModel.ts';
import type { Graph } from '../../engine/graph.ts';
import { elementCount } from '../../engine/shape.ts';

/** Wide enough that products count as they do in a real model, and done in about a tenth of a second on two cores. */
const sizes: ModelSizes = { tokens: 256, width: 512, heads: 8, experts: 4, hidden: 512, vocabulary: 2048, slots: 2 };

/** Beyond this no further step is begun. */
const secondsAtMost = 1;

/**
 * Seconds of a step, the best of a few. On processors it is their time that counts, which a busy machine does not stretch: a choice
 * that is kept must not hang on what else ran when it was made. A GPU's work is only seen by the clock.
 */
export function measureSpeed(executor: Executor, on: 'processors' | 'gpu'): number {
  const seconds = on === 'processors' ? processorSeconds : clockSeconds;
  const model = createSelfTestModel(sizes);
  const { backward } = model.programs;
  const session = executor.compile({ backward: backward as Graph });
  try {
    for (const parameter of model.parameters) {
      // Anything small and unequal will do: drawing at random would take longer than the steps.
      const values = new Float32Array(elementCount(parameter.shape)).map((_, at) => ((at * 7919) % 4093) / 40_930 - 0.05);
      session.write(parameter, new Uint8Array(values.buffer));
    }
    const timed = (): { readonly step: number; readonly waited: number } => {
      const [begun, clock] = [seconds(), clockSeconds()];
      session.run('backward', model.inputs);
      return { step: seconds() - begun, waited: clockSeconds() - clock };
    };
    // The first warms caches and threads up.
    let spent = timed().waited;
    let best = Number.POSITIVE_INFINITY;
    for (let step = 0; step === 0 || (step < 4 && spent < secondsAtMost); step++) {
      const { step: own, waited } = timed();
      spent += waited;
      best = Math.min(best, own);
    }
    return best;
  } finally {
    session.dispose();
  }
}

function clockSeconds(): number {
  return performance.now() / 1000;
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
