/**
 * Groups (token, slot) pairs by expert (arXiv:2211.15841, dropless). From expert ids i32 [T, k], slot s = t * k + j:
 * `order` lists the T·k slots sorted stably by expert, `tokens` the token of each, `inverse` where each slot went, and
 * `offsets` [experts + 1] where each expert's rows begin. Shapes are static; only these values depend on the data.
 */
import type { Tensor } from '../graph.ts';
import { defineOp, type ReferenceTensor } from '../op.ts';
import { axisSize, elementCount } from '../shape.ts';

type Part = 'order' | 'tokens' | 'inverse' | 'offsets';

const ids = { shape: [7, 2], draw: { values: [3, 1, 0, 3, 3, 0, 1, 3, 0, 1, 3, 1, 0, 3] } } as const;

export const dispatchOp = defineOp<{ readonly part: Part; readonly experts: number }>({
  name: 'dispatch',
  infer([expertIds], { part, experts }) {
    return { shape: [part === 'offsets' ? experts + 1 : elementCount(expertIds.shape)], dtype: 'i32' };
  },
  once: true,
  examples: (['order', 'tokens', 'inverse', 'offsets'] as const).map((part) => ({ inputs: [ids], attributes: { part, experts: 4 } })),
  reference: ([expertIds], { part, experts }, output) => output.values.set(dispatchParts(expertIds, experts)[part]),
  ggml: (builder, [expertIds], { part, experts }) => builder.dispatch(part, expertIds, experts),
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

function dispatchParts(expertIds: ReferenceTensor, experts: number): Record<Part, number[]> {
  const k = axisSize(expertIds.shape, 1);
  const slots = Array.from(expertIds.values, (_, slot) => slot);
  const expertOf = (slot: number): number => expertIds.values[slot] as number;
  const order = [...slots].sort((a, b) => expertOf(a) - expertOf(b) || a - b);
  const inverse = new Array<number>(slots.length);
  order.forEach((slot, row) => {
    inverse[slot] = row;
  });
  const offsets = Array.from({ length: experts + 1 }, (_, expert) => slots.filter((slot) => expertOf(slot) < expert).length);
  return { order, tokens: order.map((slot) => Math.floor(slot / k)), inverse, offsets };
}
