/** variable ← variable + value. A write: it runs for its effect, and its result is the variable's new value. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { expectShape } from '../shape.ts';

export const accumulateOp = defineOp<object>({
  name: 'accumulate',
  infer([target, value]) {
    expectShape('accumulate', 'the value', value.shape, target.shape);
    return { shape: target.shape, dtype: target.dtype };
  },
  writes: [0],
  once: true,
  examples: [{ inputs: [{ shape: [3, 4] }, { shape: [3, 4] }], attributes: {} }],
  reference([target, value], _, output) {
    for (let i = 0; i < output.values.length; i++) output.values[i] = (target.values[i] as number) + (value.values[i] as number);
  },
  ggml: (builder, [target, value]) => builder.accumulate(target, value),
  tfjs: (builder, [target, value]) => builder.accumulate(target, value),
});

/** The target's new value; the write happens whether or not the result is used. */
export function accumulate(target: Tensor, value: Tensor): Tensor {
  const node = target.graph.apply(accumulateOp, [target, value], {});
  target.graph.effect(node);
  return node;
}
