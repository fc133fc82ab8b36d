/** Builder functions that move values without computing. */
import { blocks } from '../../dtype.ts';
import { axisSize, elementCount, sameShape } from '../../shape.ts';
import type { ProgramEmitter } from './emitter.ts';
import type { Handle } from './handle.ts';
import type { BuilderPart } from './handleBuilder.ts';
import { sizesOf } from './layout.ts';
import { dense, permute, reshape, slice } from './views.ts';

export function layoutOps(emitter: ProgramEmitter): BuilderPart<'broadcast' | 'reshape' | 'permute' | 'slice' | 'pad' | 'concat' | 'dense' | 'toFloat32'> {
  const { ggml } = emitter;
  const join = (a: Handle, b: Handle, axis: number): Handle => {
    const shape = a.shape.map((size, i) => (i === axis ? size + axisSize(b.shape, axis) : size));
    return emitter.node({ shape, dtype: a.dtype }, (context) => ggml.concat(context, a.pointer, b.pointer, a.shape.length - 1 - axis));
  };
  return {
    broadcast(x, shape) {
      if (sameShape(x.shape, shape)) return x;
      const source = dense(emitter, x);
      return emitter.node({ shape, dtype: x.dtype }, (context) => ggml.repeat_4d(context, source.pointer, ...sizesOf(shape)));
    },
    reshape: (x, shape) => reshape(emitter, x, shape),
    permute: (x, axes) => permute(emitter, x, axes),
    slice: (x, axis, start, length) => slice(emitter, x, axis, { start, length }),
    pad(x, axis, before, after) {
      const source = dense(emitter, x);
      const shape = x.shape.map((size, i) => (i === axis ? before + size + after : size));
      const around = [0, 0, 0, 0, 0, 0, 0, 0] as [number, number, number, number, number, number, number, number];
      around[2 * (x.shape.length - 1 - axis)] = before;
      around[2 * (x.shape.length - 1 - axis) + 1] = after;
      return emitter.node({ shape, dtype: x.dtype }, (context) => ggml.pad_ext(context, source.pointer, ...around));
    },
    concat(parts, axis) {
      // Pairs of neighbours, then pairs of pairs: each value is copied log₂(parts) times.
      let level = parts.map((part) => dense(emitter, part));
      while (level.length > 1) {
        level = level.flatMap((part, i) => (i % 2 === 1 ? [] : i + 1 < level.length ? [join(part, level[i + 1] as Handle, axis)] : [part]));
      }
      return level[0] as Handle;
    },
    dense: (x) => dense(emitter, x),
    toFloat32: (x) => toFloat32(emitter, x),
  };
}

/** Dequantises by fetching all rows: get_rows covers every stored type on every backend, casts do not (ENGINE.md §2). */
export function toFloat32(emitter: ProgramEmitter, x: Handle): Handle {
  if (x.dtype === 'f32') return dense(emitter, x);
  const columns = Math.max(axisSize(x.shape, -1), blocks[x.dtype].elements);
  const rows = elementCount(x.shape) / columns;
  const table = reshape(emitter, x, [rows, columns]);
  const indices = countUp(emitter, rows);
  const values = emitter.node({ shape: [rows, columns], dtype: 'f32' }, (context) => emitter.ggml.get_rows(context, table.pointer, indices.pointer));
  return reshape(emitter, values, x.shape);
}

/** 0, 1, 2, …: i32 [length]. */
export function countUp(emitter: ProgramEmitter, length: number): Handle {
  return emitter.constant(`count-${length}`, [length], () => Int32Array.from({ length }, (_, i) => i));
}
