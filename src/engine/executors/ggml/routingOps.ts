/** Decisions taken on the host between native stretches: ggml's own sorts are not stable, and these must be exact everywhere. */
import type { Ggml } from '../../../llamacpp/ggml.ts';
import { axisSize, elementCount } from '../../shape.ts';
import type { ProgramEmitter } from './emitter.ts';
import type { BuilderPart } from './handleBuilder.ts';
import { readFloats, readInts, writeAll } from './hostData.ts';
import { dense } from './views.ts';

type Part = 'order' | 'tokens' | 'inverse' | 'offsets';

export function routingOps(emitter: ProgramEmitter, ggml: Ggml): BuilderPart<'topK' | 'dispatch'> {
  return {
    topK(x, k) {
      const source = dense(emitter, x);
      const result = emitter.placeholder({ shape: [axisSize(x.shape, 0), k], dtype: 'i32' }, [source]);
      emitter.hostStep(() => writeAll(ggml, result, topK(readFloats(ggml, source), axisSize(x.shape, 1), k)));
      return result;
    },
    dispatch(part, expertIds, experts) {
      const source = dense(emitter, expertIds);
      const length = part === 'offsets' ? experts + 1 : elementCount(expertIds.shape);
      const result = emitter.placeholder({ shape: [length], dtype: 'i32' }, [source]);
      const slotsPerToken = axisSize(expertIds.shape, 1);
      emitter.hostStep(() => writeAll(ggml, result, dispatch(part, readInts(ggml, source), { experts, slotsPerToken })));
      return result;
    },
  };
}

/** Indices of the k largest of each row of `columns`, descending, the lowest index first among equals. NaN counts as lowest. */
export function topK(values: Float32Array, columns: number, k: number): Int32Array {
  const rows = values.length / columns;
  const chosen = new Int32Array(rows * k);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    for (let slot = 0; slot < k; slot++) {
      let best = -1;
      for (let column = 0; column < columns; column++) {
        if (chosen.subarray(row * k, row * k + slot).includes(column)) continue;
        if (best < 0 || (values[start + column] as number) > (values[start + best] as number)) best = column;
      }
      chosen[row * k + slot] = best;
    }
  }
  return chosen;
}

/** See engine/ops/dispatch.ts: a counting sort, stable. */
export function dispatch(
  part: Part,
  expertIds: Int32Array,
  { experts, slotsPerToken }: { readonly experts: number; readonly slotsPerToken: number },
): Int32Array {
  const offsets = new Int32Array(experts + 1);
  for (const expert of expertIds) offsets[expert + 1] = (offsets[expert + 1] as number) + 1;
  for (let expert = 0; expert < experts; expert++) offsets[expert + 1] = (offsets[expert + 1] as number) + (offsets[expert] as number);
  if (part === 'offsets') return offsets;
  const next = offsets.slice();
  const result = new Int32Array(expertIds.length);
  expertIds.forEach((expert, slot) => {
    const row = next[expert] as number;
    next[expert] = row + 1;
    if (part === 'inverse') result[slot] = row;
    else result[row] = part === 'order' ? slot : Math.floor(slot / slotsPerToken);
  });
  return result;
}
