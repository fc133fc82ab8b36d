/** Builder functions that pick rows by index. */
import { ggmlTypes } from '../../../llamacpp/abi.ts';
import { axisSize, elementCount } from '../../shape.ts';
import { binary } from './arithmeticOps.ts';
import type { ProgramEmitter } from './emitter.ts';
import type { Handle } from './handle.ts';
import type { BuilderPart } from './handleBuilder.ts';
import { multiply } from './products/multiply.ts';
import type { Products } from './products/products.ts';
import { dense, reshape } from './views.ts';

type RowOp = 'getRows' | 'addRows' | 'oneHot' | 'crossEntropy' | 'crossEntropyBackward';

/** The smallest probability whose logarithm is taken; a loss of 85 nats says all that there is to say. */
const smallestProbability = 1e-37;

export function rowOps(emitter: ProgramEmitter, products: Products): BuilderPart<RowOp> {
  const { ggml } = emitter;
  return {
    getRows: (table, indices) => getRows(emitter, table, indices),
    addRows(dy, indices, rows) {
      const [gradient, at] = [dense(emitter, dy), dense(emitter, indices)];
      const shape = [rows, axisSize(dy.shape, 1)];
      emitter.limitIndices(indices, rows);
      return (
        emitter.tryNode({ shape, dtype: 'f32' }, (context) => {
          // Only the shape of the last argument is looked at: it never gets memory.
          const like = ggml.new_tensor_4d(context, ggmlTypes.f32, axisSize(dy.shape, 1), rows, 1, 1);
          return ggml.get_rows_back(context, gradient.pointer, at.pointer, like);
        }) ?? multiply(emitter, products, { a: oneHot(emitter, at, rows), b: gradient, transposeA: true, transposeB: false })
      );
    },
    oneHot: (indices, classes) => oneHot(emitter, indices, classes),
    crossEntropy(logits, targets) {
      const probability = probabilityOf(emitter, softmax(emitter, logits), targets);
      const positive = emitter.write(probability, (context) => ggml.clamp(context, probability.pointer, smallestProbability, 2));
      const logarithm = emitter.node(positive, (context) => ggml.log(context, positive.pointer));
      return reshape(
        emitter,
        emitter.node(logarithm, (context) => ggml.neg(context, logarithm.pointer)),
        targets.shape,
      );
    },
    crossEntropyBackward: (logits, targets, dy) => crossEntropyBackward(emitter, logits, targets, dy),
  };
}

function getRows(emitter: ProgramEmitter, table: Handle, indices: Handle): Handle {
  const [source, at] = [dense(emitter, table), dense(emitter, indices)];
  emitter.limitIndices(indices, axisSize(table.shape, 0));
  const shape = [axisSize(indices.shape, 0), axisSize(table.shape, 1)];
  return emitter.node({ shape, dtype: table.dtype === 'i32' ? 'i32' : 'f32' }, (context) => emitter.ggml.get_rows(context, source.pointer, at.pointer));
}

/** Rows of the identity matrix. */
function oneHot(emitter: ProgramEmitter, indices: Handle, classes: number): Handle {
  const identity = emitter.constant(`identity-${classes}`, [classes, classes], () =>
    Float32Array.from({ length: classes * classes }, (_, i) => (i % (classes + 1) === 0 ? 1 : 0)),
  );
  const rows = getRows(emitter, identity, reshape(emitter, indices, [elementCount(indices.shape)]));
  return reshape(emitter, rows, [...indices.shape, classes]);
}

function softmax(emitter: ProgramEmitter, logits: Handle): Handle {
  const source = dense(emitter, logits);
  return emitter.node({ shape: logits.shape, dtype: 'f32' }, (context) => emitter.ggml.soft_max_ext(context, source.pointer, null, 1, 0));
}

/** Each row's value at its target: [N, 1, 1]. Every row is a table of its own, so that no index needs more than its 31 bits. */
function probabilityOf(emitter: ProgramEmitter, probabilities: Handle, targets: Handle): Handle {
  const [rows, classes] = probabilities.shape as readonly [number, number];
  const table = reshape(emitter, probabilities, [rows, classes, 1]);
  const at = reshape(emitter, targets, [rows, 1]);
  emitter.limitIndices(targets, classes);
  return emitter.node({ shape: [rows, 1, 1], dtype: 'f32' }, (context) => emitter.ggml.get_rows(context, table.pointer, at.pointer));
}

/** p * dy, then (p - 1) * dy at the targets: no one-hot rows of the vocabulary's length are made (ENGINE.md §1). */
function crossEntropyBackward(emitter: ProgramEmitter, logits: Handle, targets: Handle, dy: Handle): Handle {
  const { ggml } = emitter;
  const [rows, classes] = logits.shape as readonly [number, number];
  const probabilities = softmax(emitter, logits);
  const probability = probabilityOf(emitter, probabilities, targets);
  const less = emitter.node(probability, (context) => ggml.scale_bias(context, probability.pointer, 1, -1));
  const atTarget = binary(emitter, 'mul', less, reshape(emitter, dy, [rows, 1, 1]));
  const scaled = binary(emitter, 'mul', probabilities, reshape(emitter, dy, [rows, 1]));
  const table = reshape(emitter, scaled, [rows, classes, 1]);
  const at = reshape(emitter, targets, [rows, 1]);
  const result = emitter.write(table, (context) => ggml.set_rows(context, table.pointer, atTarget.pointer, at.pointer));
  return reshape(emitter, result, logits.shape);
}
