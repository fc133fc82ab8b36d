/** variable ← value. A write: it runs for its effect, and its result is the variable's new value. */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { expectShape } from '../shape.ts';

export const assignOp = defineOp<object>({
  name: 'assign',
  infer([target, value]) {
    expectShape('assign', 'the value', value.shape, target.shape);
    return { shape: target.shape, dtype: target.dtype };
  },
  writes: [0],
  once: true,
  examples: [{ inputs: [{ shape: [3, 4] }, { shape: [3, 4] }], attributes: {} }],
  reference([, value], _, output) {
    for (let i = 0; i < output.values.length; i++) output.values[i] = value.values[i] as number;
  },
  ggml: (builder, [target, value]) => builder.assign(target, value),
  tfjs: (builder, [target, value]) => builder.store(target, value),
});

/** The target's new value; the write happens whether or not the result is used. */
export function assign(target: Tensor, value: Tensor): Tensor {
  const node = target.graph.apply(assignOp, [target, value], {});
  target.graph.effect(node);
  return node;
}
