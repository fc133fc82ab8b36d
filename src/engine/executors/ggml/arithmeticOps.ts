/** Builder functions over single elements and rows. */
import { broadcastShapes, sameShape } from '../../shape.ts';
import type { GgmlBinary } from '../ggmlBuilder.ts';
import type { ProgramEmitter } from './emitter.ts';
import type { Handle } from './handle.ts';
import type { BuilderPart } from './handleBuilder.ts';
import { sizesOf } from './layout.ts';
import { dense, denseRows } from './views.ts';

export function arithmeticOps(emitter: ProgramEmitter): BuilderPart<'unary' | 'binary' | 'affine' | 'clamp' | 'sumRows'> {
  const { ggml } = emitter;
  return {
    unary(kind, x) {
      const source = dense(emitter, x);
      return emitter.node({ shape: x.shape, dtype: 'f32' }, (context) => ggml[kind](context, source.pointer));
    },
    binary: (kind, a, b) => binary(emitter, kind, a, b),
    affine(x, factor, offset) {
      const source = dense(emitter, x);
      return emitter.node({ shape: x.shape, dtype: 'f32' }, (context) => ggml.scale_bias(context, source.pointer, factor, offset));
    },
    clamp(x, min, max) {
      // ggml clamps in place, whoever else may read x.
      const copy = emitter.node({ shape: x.shape, dtype: 'f32' }, (context) => ggml.cont(context, x.pointer));
      return emitter.write(copy, (context) => ggml.clamp(context, copy.pointer, min, max));
    },
    sumRows(x) {
      const source = denseRows(emitter, x);
      return emitter.node({ shape: [...x.shape.slice(0, -1), 1], dtype: 'f32' }, (context) => ggml.sum_rows(context, source.pointer));
    },
  };
}

/** ggml repeats only its second operand: the first one is put there when order does not matter, else repeated beforehand. */
export function binary(emitter: ProgramEmitter, kind: GgmlBinary, a: Handle, b: Handle): Handle {
  const { ggml } = emitter;
  const shape = broadcastShapes(a.shape, b.shape);
  const commutes = kind === 'add' || kind === 'mul';
  const [first, second] = commutes && !sameShape(a.shape, shape) ? [b, a] : [a, b];
  const full = sameShape(first.shape, shape) ? denseRows(emitter, first) : repeat(emitter, first, shape);
  const other = denseRows(emitter, second);
  return emitter.node({ shape, dtype: 'f32' }, (context) => ggml[kind](context, full.pointer, other.pointer));
}

function repeat(emitter: ProgramEmitter, x: Handle, shape: readonly number[]): Handle {
  const source = dense(emitter, x);
  return emitter.node({ shape, dtype: 'f32' }, (context) => emitter.ggml.repeat_4d(context, source.pointer, ...sizesOf(shape)));
}
