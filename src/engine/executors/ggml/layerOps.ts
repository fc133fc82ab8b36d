/** Builder functions for whole layers. Gradients come from ggml's fused ops where the device has them, else from other ops (ENGINE.md §10: Metal). */
import { axisSize, broadcastShapes } from '../../shape.ts';
import { binary } from './arithmeticOps.ts';
import type { ProgramEmitter } from './emitter.ts';
import type { Handle } from './handle.ts';
import type { BuilderPart } from './handleBuilder.ts';
import { sizesOf } from './layout.ts';
import { dense } from './views.ts';

type LayerOp = 'softmax' | 'softmaxBackward' | 'rmsNorm' | 'rmsNormBackward' | 'siluBackward' | 'rope';

/** GGML_ROPE_TYPE_NEOX: pairs (i, i + dimensions / 2). */
const halfSplit = 2;

export function layerOps(emitter: ProgramEmitter): BuilderPart<LayerOp> {
  const { ggml } = emitter;
  return {
    softmax(x, mask, scale) {
      const source = dense(emitter, x);
      const added = mask && expandMask(emitter, mask, x);
      return emitter.node({ shape: x.shape, dtype: 'f32' }, (context) => ggml.soft_max_ext(context, source.pointer, added?.pointer ?? null, scale, 0));
    },
    softmaxBackward(dy, y, scale) {
      const [gradient, result] = [dense(emitter, dy), dense(emitter, y)];
      const fused = emitter.tryNode({ shape: y.shape, dtype: 'f32' }, (context) => ggml.soft_max_ext_back(context, gradient.pointer, result.pointer, scale, 0));
      // The CPU kernel is wrong in place of y: it copies dy there before it has read y (ggml 0.23.0, found by selfTest.ts).
      emitter.keepUntilHere(result);
      return fused ?? composedSoftmaxBackward(emitter, gradient, result, scale);
    },
    rmsNorm(x, epsilon) {
      const source = dense(emitter, x);
      return emitter.node({ shape: x.shape, dtype: 'f32' }, (context) => ggml.rms_norm(context, source.pointer, epsilon));
    },
    rmsNormBackward(dy, x, epsilon) {
      const [gradient, source] = [dense(emitter, dy), dense(emitter, x)];
      return (
        emitter.tryNode({ shape: x.shape, dtype: 'f32' }, (context) => ggml.rms_norm_back(context, gradient.pointer, source.pointer, epsilon)) ??
        composedRmsNormBackward(emitter, gradient, source, epsilon)
      );
    },
    siluBackward(dy, x) {
      const [gradient, source] = [dense(emitter, dy), dense(emitter, x)];
      return emitter.node({ shape: x.shape, dtype: 'f32' }, (context) => ggml.silu_back(context, gradient.pointer, source.pointer));
    },
    rope(x, positions, frequencyDivisors, { dimensions, theta, attentionFactor, inverse }) {
      const source = dense(emitter, x);
      const rotate = inverse ? ggml.rope_ext_back : ggml.rope_ext;
      // No extrapolation: the original context length, its mixing factor and its two bounds are unused.
      return emitter.node({ shape: x.shape, dtype: 'f32' }, (context) =>
        rotate(context, source.pointer, positions.pointer, frequencyDivisors.pointer, dimensions, halfSplit, 0, theta, 1, 0, attentionFactor, 0, 0),
      );
    },
  };
}

/** ggml repeats a mask over the two outermost axes only. */
function expandMask(emitter: ProgramEmitter, mask: Handle, x: Handle): Handle {
  const source = dense(emitter, mask);
  const lead = [...Array(x.shape.length - mask.shape.length).fill(1), ...mask.shape.slice(0, -2)] as number[];
  const shape = [...lead, ...broadcastShapes(mask.shape.slice(-2), x.shape.slice(-2))];
  if (axisSize(source.shape, -1) === axisSize(shape, -1) && sizesOf(source.shape)[1] === sizesOf(shape)[1]) return source;
  return emitter.node({ shape, dtype: 'f32' }, (context) => emitter.ggml.repeat_4d(context, source.pointer, ...sizesOf(shape)));
}

/** scale * y * (dy - Σ dy * y). */
function composedSoftmaxBackward(emitter: ProgramEmitter, dy: Handle, y: Handle, scale: number): Handle {
  const inner = binary(emitter, 'sub', dy, sumRows(emitter, binary(emitter, 'mul', dy, y)));
  return affine(emitter, binary(emitter, 'mul', y, inner), scale, 0);
}

/** r * (dy - x * r² * mean(dy * x)), r = 1 / √(mean(x²) + ε). */
function composedRmsNormBackward(emitter: ProgramEmitter, dy: Handle, x: Handle, epsilon: number): Handle {
  const { ggml } = emitter;
  const count = axisSize(x.shape, -1);
  const rows = { shape: [...x.shape.slice(0, -1), 1], dtype: 'f32' } as const;
  const meanSquare = affine(emitter, sumRows(emitter, binary(emitter, 'mul', x, x)), 1 / count, epsilon);
  const root = emitter.node(rows, (context) => ggml.sqrt(context, meanSquare.pointer));
  const pull = binary(emitter, 'div', affine(emitter, sumRows(emitter, binary(emitter, 'mul', dy, x)), 1 / count, 0), meanSquare);
  return binary(emitter, 'div', binary(emitter, 'sub', dy, binary(emitter, 'mul', x, pull)), root);
}

function sumRows(emitter: ProgramEmitter, x: Handle): Handle {
  return emitter.node({ shape: [...x.shape.slice(0, -1), 1], dtype: 'f32' }, (context) => emitter.ggml.sum_rows(context, x.pointer));
}

function affine(emitter: ProgramEmitter, x: Handle, factor: number, offset: number): Handle {
  return emitter.node({ shape: x.shape, dtype: 'f32' }, (context) => emitter.ggml.scale_bias(context, x.pointer, factor, offset));
}
