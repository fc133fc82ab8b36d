/** The words of `tfjsBuilder.ts` as steps. Nothing is computed here: a lowering runs once, and what it said is run often. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { MixwrightError } from '../../../shared/errors.ts';
import type { Dtype } from '../../dtype.ts';
import type { TensorType } from '../../graph.ts';
import { axisSize, broadcastShapes, elementCount, type Shape, sameShape } from '../../shape.ts';
import type { TfjsBinary, TfjsBuilder, TfjsTensor, TfjsUnary } from '../tfjsBuilder.ts';
import { bytesOf } from '../variableRange.ts';
import type { TfjsBackend } from './backends.ts';
import { decode, decodeRows, type PackedDtype } from './decode.ts';
import { type Givens, isGiven } from './givens.ts';
import { groupedKernels, groupedMatmul, groupedMatmulTemporaries, groupedOuter, groupedOuterTemporaries } from './grouped.ts';
import type { Leaves } from './leaves.ts';
import { matmulKernels, multiply, multiplyTemporaries } from './matmul.ts';
import { slice } from './slice.ts';
import type { ComputeStep, Packed, Step } from './step.ts';
import { createValue, isPacked, type Value } from './values.ts';

const unaryKernels: Readonly<Record<TfjsUnary, string>> = {
  exp: 'Exp',
  log: 'Log',
  sqrt: 'Sqrt',
  rsqrt: 'Rsqrt',
  square: 'Square',
  sigmoid: 'Sigmoid',
  sin: 'Sin',
  cos: 'Cos',
  step: 'Step',
};

const binaryKernels: Readonly<Record<TfjsBinary, string>> = { add: 'Add', sub: 'Sub', mul: 'Multiply', div: 'RealDiv' };

/** What of a backend decides how programs are lowered. */
export type LoweredFor = Pick<TfjsBackend, 'name' | 'gpu'>;

export interface BuilderTarget {
  readonly backend: LoweredFor;
  readonly leaves: Leaves;
  readonly givens: Givens;
  /** The op that is being lowered, for messages. */
  readonly op: string;
  push(step: Step): void;
}

export function createBuilder({ backend: { name: backend, gpu }, leaves, givens, op, push }: BuilderTarget): TfjsBuilder {
  const compute = (operands: readonly TfjsTensor[], { shape, dtype }: TensorType, { key, ...step }: ComputeWords): Value => {
    const inputs = operands as readonly Value[];
    const given = inputs.every(isGiven);
    const make = (): Value => {
      const output = createValue({ kind: 'temporary', bytes: bytesOf({ dtype, shape }), given }, shape, dtype);
      push({ kind: 'compute', op, temporaryBytes: 0, ...step, inputs, output });
      return output;
    };
    return given && key !== undefined ? givens.once(key, inputs, make) : make();
  };
  /** One kernel over dense tensors. */
  const kernel = (name: string, inputs: Readonly<Record<string, TfjsTensor>>, type: TensorType, attributes: object = {}): Value => {
    const names = Object.keys(inputs);
    for (const { dtype } of Object.values(inputs)) requireDense(name, dtype);
    return compute(Object.values(inputs), type, {
      key: `${name} ${showAttributes(attributes)}`,
      kernels: [name],
      run: (device, operands) => device.kernel(name, Object.fromEntries(names.map((input, i) => [input, operands[i] as Tensor])), { ...attributes }),
    });
  };
  const requireDense = (word: string, dtype: Dtype): void => {
    if (isPacked(dtype)) throw new MixwrightError('INTERNAL', `${op}: ${word} wants f32 or i32, not ${dtype}`, { hint: 'widen it with toFloat32 first' });
  };
  const scalar = (value: number, dtype: Dtype): Value =>
    leaves.constant(`${dtype} ${Object.is(value, -0) ? '-0' : value}`, [], () => (dtype === 'i32' ? Int32Array.of(value) : Float32Array.of(value)));
  /** For what JavaScript's kernels write into; shared with nobody, or each would find what the others wrote. */
  const copyOf = (x: TfjsTensor): Value =>
    compute([x, scalar(1, x.dtype)], x, { kernels: ['Multiply'], run: (device, [a, b]) => device.kernel('Multiply', { a: a as Tensor, b: b as Tensor }) });
  const reshape = (x: TfjsTensor, shape: Shape): Value => createValue((x as Value).buffer, shape, x.dtype);
  const elementwise = (name: string, x: TfjsTensor, attributes: object = {}): Value => kernel(name, { x }, x, attributes);
  const reduced = (name: string, x: TfjsTensor, axis: number, attributes: object): Value =>
    kernel(name, { x }, { shape: x.shape.map((size, i) => (i === axis ? 1 : size)), dtype: x.dtype }, { ...attributes, keepDims: true });
  return {
    scattersOnHost: gpu,
    unary: (kind, x) => elementwise(unaryKernels[kind], x, kind === 'step' ? { alpha: 0 } : {}),
    binary(kind, a, b) {
      const dtype = typeof a !== 'number' ? a.dtype : typeof b !== 'number' ? b.dtype : 'f32';
      const [left, right] = [a, b].map((side) => (typeof side === 'number' ? scalar(side, dtype) : side)) as [TfjsTensor, TfjsTensor];
      return kernel(binaryKernels[kind], { a: left, b: right }, { shape: broadcastShapes(left.shape, right.shape), dtype });
    },
    clamp: (x, min, max) => elementwise('ClipByValue', x, { clipValueMin: min, clipValueMax: max }),
    broadcast(x, shape) {
      if (sameShape(x.shape, shape)) return x;
      const full = [...new Array<number>(shape.length - x.shape.length).fill(1), ...x.shape];
      return kernel('Tile', { x: reshape(x, full) }, { shape, dtype: x.dtype }, { reps: shape.map((size, axis) => (full[axis] === size ? 1 : size)) });
    },
    reshape,
    permute(x, axes) {
      const sizes = (of: readonly number[]): Shape => of.map((axis) => axisSize(x.shape, axis));
      // Axes of size 1 may stand anywhere: without them fewer are turned, or none.
      const turned = axes.filter((axis) => x.shape[axis] !== 1);
      const kept = turned.toSorted((a, b) => a - b);
      if (turned.every((axis, i) => axis === kept[i])) return reshape(x, sizes(axes));
      const perm = turned.map((axis) => kept.indexOf(axis));
      return reshape(kernel('Transpose', { x: reshape(x, sizes(kept)) }, { shape: sizes(turned), dtype: x.dtype }, { perm }), sizes(axes));
    },
    slice(x, axis, start, length) {
      requireDense('slice', x.dtype);
      return compute(
        [x],
        { shape: x.shape.map((size, i) => (i === axis ? length : size)), dtype: x.dtype },
        { key: `slice ${axis} ${start} ${length}`, kernels: ['Slice'], run: (device, [whole]) => slice(device, whole as Tensor, { axis, start, length }) },
      );
    },
    pad(x, axis, before, after) {
      const shape = x.shape.map((size, i) => (i === axis ? before + size + after : size));
      const paddings = shape.map((_, i) => (i === axis ? [before, after] : [0, 0]));
      return kernel('PadV2', { x }, { shape, dtype: x.dtype }, { paddings, constantValue: 0 });
    },
    concat(parts, axis) {
      const [first] = parts as [TfjsTensor];
      for (const { dtype } of parts) requireDense('concat', dtype);
      const total = parts.reduce((sum, { shape }) => sum + axisSize(shape, axis), 0);
      return compute(
        parts,
        { shape: first.shape.map((size, i) => (i === axis ? total : size)), dtype: first.dtype },
        { key: `concat ${axis}`, kernels: ['Concat'], run: (device, operands) => device.concat(operands as readonly Tensor[], axis) },
      );
    },
    toFloat32(x) {
      const { shape, dtype } = x;
      if (dtype === 'f32') return x;
      if (dtype === 'i32') return kernel('Cast', { x }, { shape, dtype: 'f32' }, { dtype: 'float32' });
      return compute(
        [x],
        { shape, dtype: 'f32' },
        { kernels: [], run: (device, [stored]) => device.upload(decode((stored as Packed).packed, dtype, 0, elementCount(shape)), shape) },
      );
    },
    sum: (x, axis) => reduced('Sum', x, axis, { axis: [axis] }),
    max: (x, axis) => reduced('Max', x, axis, { reductionIndices: [axis] }),
    softmax: (x) => kernel('Softmax', { logits: x }, x, { dim: x.shape.length - 1 }),
    matmul(a, b, transposeA, transposeB) {
      const shape = [...a.shape.slice(0, -2), axisSize(a.shape, transposeA ? -1 : -2), axisSize(b.shape, transposeB ? -2 : -1)];
      const transpose = { a: transposeA, b: transposeB };
      return compute(
        [a, b],
        { shape, dtype: 'f32' },
        {
          kernels: matmulKernels,
          temporaryBytes: multiplyTemporaries(backend, a.shape, b.shape, transpose),
          run: (device, [left, right]) => multiply(device, left as Tensor, right as Tensor, transpose),
        },
      );
    },
    gatherRows(table, indices) {
      const { dtype } = table;
      const columns = axisSize(table.shape, 1);
      const shape = [axisSize(indices.shape, 0), columns];
      if (dtype === 'f32' || dtype === 'i32') return kernel('GatherV2', { x: table, indices }, { shape, dtype }, { axis: 0, batchDims: 0 });
      return compute(
        [table, indices],
        { shape, dtype: 'f32' },
        {
          kernels: [],
          run: (device, [stored, rows]) =>
            device.upload(decodeRows((stored as Packed).packed, dtype as PackedDtype, columns, device.read(rows as Tensor) as Int32Array), shape),
        },
      );
    },
    addRows: (rows, indices, count) => {
      const shape = [count, axisSize(rows.shape, 1)];
      return kernel('ScatterNd', { indices: reshape(indices, [axisSize(indices.shape, 0), 1]), updates: rows }, { shape, dtype: 'f32' }, { shape });
    },
    replaceRows(table, rows, indices) {
      const tensor = backend === 'cpu' ? copyOf(table) : table;
      return kernel('TensorScatterUpdate', { tensor, indices: reshape(indices, [axisSize(indices.shape, 0), 1]), updates: rows }, table);
    },
    topK(x, k) {
      const shape = [axisSize(x.shape, 0), k];
      return compute(
        [x],
        { shape, dtype: 'i32' },
        {
          kernels: ['TopK'],
          temporaryBytes: elementCount(shape) * 4,
          run(device, [rows]) {
            const [values, indices] = device.kernelOutputs('TopK', { x: rows as Tensor }, { k, sorted: true });
            device.dispose(values as Tensor);
            return indices as Tensor;
          },
        },
      );
    },
    oneHot(indices, classes) {
      const shape = [...indices.shape, classes];
      const marked = { depth: classes, onValue: 1, offValue: 0 };
      if (backend !== 'wasm') return kernel('OneHot', { indices }, { shape, dtype: 'f32' }, { ...marked, dtype: 'float32' });
      // The wasm kernel writes integers, whatever it is asked for.
      const integers = kernel('OneHot', { indices }, { shape, dtype: 'i32' }, { ...marked, dtype: 'int32' });
      return kernel('Cast', { x: integers }, { shape, dtype: 'f32' }, { dtype: 'float32' });
    },
    mapIds: (ids, shape, map) =>
      compute(
        [ids],
        { shape, dtype: 'i32' },
        { kernels: [], run: (device, [tensor]) => device.upload(map(device.read(tensor as Tensor) as Int32Array), shape) },
      ),
    constant: (key, shape, values) => leaves.constant(key, shape, values),
    groupedMatmul(x, w, offsets, transposeW) {
      const weight = w as Value;
      const [experts, out, inner] = w.shape as readonly [number, number, number];
      return compute(
        // Seen as the rows that experts are slices of.
        [x, isPacked(w.dtype) ? w : reshape(w, [experts * out, inner]), offsets],
        { shape: [axisSize(x.shape, 0), axisSize(w.shape, transposeW ? 2 : 1)], dtype: 'f32' },
        {
          kernels: groupedKernels,
          temporaryBytes: groupedMatmulTemporaries(backend, x.shape, weight, transposeW),
          run: (device, [rows, matrices, starts]) => groupedMatmul(device, [rows as Tensor, matrices as Tensor, starts as Tensor], { weight, transposeW }),
        },
      );
    },
    groupedOuter: (a, b, offsets, experts) =>
      compute(
        [a, b, offsets],
        { shape: [experts, axisSize(a.shape, 1), axisSize(b.shape, 1)], dtype: 'f32' },
        {
          kernels: groupedKernels,
          temporaryBytes: groupedOuterTemporaries(backend, a.shape, b.shape, experts),
          run: (device, [left, right, starts]) => groupedOuter(device, [left as Tensor, right as Tensor, starts as Tensor]),
        },
      ),
    store(target, value) {
      requireDense('store', target.dtype);
      push({ kind: 'store', op, adds: false, kernels: ['Reshape', 'Slice'], inputs: [value as Value], target: target as Value });
      return target;
    },
    accumulate(target, value) {
      requireDense('accumulate', target.dtype);
      push({ kind: 'store', op, adds: true, kernels: ['Add', 'Reshape', 'Slice'], inputs: [value as Value], target: target as Value });
      return target;
    },
  };
}

interface ComputeWords extends Pick<ComputeStep, 'kernels' | 'run'> {
  readonly temporaryBytes?: number;
  /** What tells it from other words over the same inputs; absent: it is said for each time. */
  readonly key?: string;
}

/** JSON has no infinities. */
function showAttributes(attributes: object): string {
  return JSON.stringify(attributes, (_, value: unknown) => (typeof value === 'number' ? String(value) : value));
}
