/**
 * Groups (token, slot) pairs by expert (arXiv:2211.15841, dropless). From expert ids i32 [T, k], slot s = t * k + j:
 * `order` lists the T·k slots sorted stably by expert, `tokens` the token of each, `inverse` where each slot went, and
 * `offsets` [experts + 1] where each expert's rows begin. Shapes are static; only these values depend on the data.
 */
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { axisSize, elementCount, type Shape } from '../shape.ts';

type Part = 'order' | 'tokens' | 'inverse' | 'offsets';

const ids = { shape: [7, 2], draw: { values: [3, 1, 0, 3, 3, 0, 1, 3, 0, 1, 3, 1, 0, 3] } } as const;

interface Ids {
  readonly shape: Shape;
  readonly values: ArrayLike<number>;
}

export const dispatchOp = defineOp<{ readonly part: Part; readonly experts: number }>({
  name: 'dispatch',
  infer([expertIds], { part, experts }) {
    return { shape: [part === 'offsets' ? experts + 1 : elementCount(expertIds.shape)], dtype: 'i32' };
  },
  once: true,
  examples: (['order', 'tokens', 'inverse', 'offsets'] as const).map((part) => ({ inputs: [ids], attributes: { part, experts: 4 } })),
  reference: ([expertIds], { part, experts }, output) => output.values.set(dispatchParts(expertIds, experts)[part]),
  ggml: (builder, [expertIds], { part, experts }) => builder.dispatch(part, expertIds, experts),
  tfjs: (builder, [expertIds], { part, experts }, { shape }) =>
    builder.mapIds(expertIds, shape, (ids) => Int32Array.from(dispatchParts({ shape: expertIds.shape, values: ids }, experts)[part])),
});

export interface Dispatch {
  readonly order: Tensor;
  readonly tokens: Tensor;
  readonly inverse: Tensor;
  readonly offsets: Tensor;
}

export function dispatch(expertIds: Tensor, experts: number): Dispatch {
  const part = (name: Part): Tensor => expertIds.graph.apply(dispatchOp, [expertIds], { part: name, experts });
  return { order: part('order'), tokens: part('tokens'), inverse: part('inverse'), offsets: part('offsets') };
}

function dispatchParts({ shape, values }: Ids, experts: number): Record<Part, number[]> {
  const k = axisSize(shape, 1);
  const offsets = new Array<number>(experts + 1).fill(0);
  for (let slot = 0; slot < values.length; slot++) offsets[(values[slot] as number) + 1] = (offsets[(values[slot] as number) + 1] as number) + 1;
  for (let expert = 0; expert < experts; expert++) offsets[expert + 1] = (offsets[expert + 1] as number) + (offsets[expert] as number);
  const next = [...offsets];
  const [order, inverse] = [new Array<number>(values.length), new Array<number>(values.length)];
  for (let slot = 0; slot < values.length; slot++) {
    const row = next[values[slot] as number] as number;
    next[values[slot] as number] = row + 1;
    order[row] = slot;
    inverse[slot] = row;
  }
  return { order, tokens: order.map((slot) => Math.floor(slot / k)), inverse, offsets };
}
