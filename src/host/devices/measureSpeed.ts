/** How long executors take for the forward and backward pass of a small mixture of experts: what training spends its time on. */
import type { Executor, Session } from '../../engine/executors/executor.ts';
import { createSelfTestModel, type ModelSizes } from '../../engine/executors/selfTest/selfTestModel.ts';
import type { Graph } from '../../engine/graph.ts';
import { elementCount } from '../../engine/shape.ts';

/** Wide enough that products count as they do in a real model, and done in about a tenth of a second on two cores. */
const sizes: ModelSizes = { tokens: 256, width: 512, heads: 8, experts: 4, hidden: 512, vocabulary: 2048, slots: 2 };

const mostRounds = 6;
/** Beyond this, for each of them, no further round is begun. */
const secondsAtMost = 1;

/**
 * Seconds of a step for each, the best of a few. They take turns, so that whatever else the machine does meets all of them, and
 * the best is the moment it did least.
 */
export function measureSpeeds(executors: readonly Executor[]): readonly number[] {
  const model = createSelfTestModel(sizes);
  const { backward } = model.programs;
  const sessions: Session[] = [];
  try {
    for (const executor of executors) {
      const session = executor.compile({ backward: backward as Graph });
      sessions.push(session);
      for (const parameter of model.parameters) {
        // Anything small and unequal will do: drawing at random would take longer than the steps.
        const values = new Float32Array(elementCount(parameter.shape)).map((_, at) => ((at * 7919) % 4093) / 40_930 - 0.05);
        session.write(parameter, new Uint8Array(values.buffer));
      }
    }
    const round = (): readonly number[] =>
      sessions.map((session) => {
        const begun = performance.now();
        session.run('backward', model.inputs);
        return (performance.now() - begun) / 1000;
      });
    const sum = (seconds: readonly number[]): number => seconds.reduce((a, b) => a + b, 0);
    // The first warms caches and threads up.
    let spent = sum(round());
    let best = round();
    spent += sum(best);
    for (let rounds = 2; rounds < mostRounds && spent < secondsAtMost * sessions.length; rounds++) {
      const seconds = round();
      spent += sum(seconds);
      best = best.map((known, i) => Math.min(known, seconds[i] as number));
    }
    return best;
  } finally {
    for (const session of sessions) session.dispose();
  }
}
