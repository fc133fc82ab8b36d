/** Products by expert: each expert's rows are a part, its matrix another, and the results are joined. Where an expert's rows begin is data. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { MixwrightError } from '../../../shared/errors.ts';
import { axisSize, elementCount, type Shape } from '../../shape.ts';
import type { BackendName } from './backends.ts';
import { decode, type PackedDtype } from './decode.ts';
import { consume, type Device } from './device.ts';
import { multiply, multiplyTemporaries } from './matmul.ts';
import { type PartOf, withParts } from './parts.ts';
import type { Operand } from './step.ts';
import type { Value } from './values.ts';

export const groupedKernels = ['BatchMatMul', 'Transpose', 'Reshape', 'Slice', 'SplitV', 'Concat'] as const;

interface Range {
  readonly expert: number;
  readonly start: number;
  readonly length: number;
}

/** x [R, in], w [E, out, in] of any dtype, offsets [E + 1] → [R, out]; with transposeW x [R, out] → [R, in]. */
export function groupedMatmul(
  device: Device,
  [x, w, offsets]: readonly [Tensor, Operand, Tensor],
  { weight, transposeW }: { readonly weight: Value; readonly transposeW: boolean },
): Tensor {
  const ranges = expertRanges(device, offsets, axisSize(x.shape, 0));
  const busy = ranges.filter(({ length }) => length > 0).map(({ expert }) => expert);
  const out = axisSize(weight.shape, 1);
  const products: Tensor[] = [];
  const multiplyAll = (rowsOf: PartOf, matrixOf: PartOf): Tensor => {
    for (const expert of busy) {
      products.push(rowsOf(expert, (rows) => matrixOf(expert, (matrix) => multiply(device, rows, matrix, { a: false, b: !transposeW }))));
    }
    return join(device, products);
  };
  const lengths = ranges.map(({ length }) => length);
  try {
    return withParts(device, x, { lengths, wanted: busy }, (rowsOf) => {
      if (!('packed' in w)) return withParts(device, w, { lengths: lengths.map(() => out), wanted: busy }, (matrixOf) => multiplyAll(rowsOf, matrixOf));
      const widened = decoded(device, w.packed, weight);
      return multiplyAll(rowsOf, (expert, use) => consume(device, widened(expert), use));
    });
  } catch (error) {
    for (const product of products) device.dispose(product);
    throw error;
  }
}

/** a [R, out], b [R, in], offsets [E + 1] → [E, out, in]. */
export function groupedOuter(device: Device, [a, b, offsets]: readonly [Tensor, Tensor, Tensor]): Tensor {
  const [out, inner] = [axisSize(a.shape, 1), axisSize(b.shape, 1)];
  const ranges = expertRanges(device, offsets, axisSize(a.shape, 0));
  const lengths = ranges.map(({ length }) => length);
  const wanted = ranges.filter(({ length }) => length > 0).map(({ expert }) => expert);
  const products: Tensor[] = [];
  try {
    return withParts(device, a, { lengths, wanted }, (leftOf) =>
      withParts(device, b, { lengths, wanted }, (rightOf) => {
        for (const { expert, length } of ranges) {
          const product =
            length === 0
              ? zeros(device, [out, inner])
              : leftOf(expert, (left) => rightOf(expert, (right) => multiply(device, left, right, { a: true, b: false })));
          products.push(product);
        }
        return consume(device, join(device, products), (joined) => device.view(joined, [ranges.length, out, inner]));
      }),
    );
  } catch (error) {
    for (const product of products) device.dispose(product);
    throw error;
  }
}

/** What `groupedMatmul` holds besides operands and result, at most: when one expert gets all rows but one. */
export function groupedMatmulTemporaries(backend: BackendName, x: Shape, { shape: w }: Value, transposeW: boolean): number {
  const [, out, inner] = w as readonly [number, number, number];
  const rows = axisSize(x, 0);
  const results = rows * (transposeW ? inner : out) * 4;
  const product = rows * axisSize(x, 1) * 4 + out * inner * 4 + multiplyTemporaries(backend, x, [out, inner], { a: false, b: !transposeW });
  // While parts are made there is no result yet; while they are joined nothing is there but what shares its operand's memory.
  return Math.max(product, results);
}

export function groupedOuterTemporaries(backend: BackendName, a: Shape, b: Shape, experts: number): number {
  const result = experts * axisSize(a, 1) * axisSize(b, 1) * 4;
  return Math.max(elementCount(a) * 4 + elementCount(b) * 4 + multiplyTemporaries(backend, a, b, { a: true, b: false }), result);
}

function expertRanges(device: Device, offsets: Tensor, rows: number): readonly Range[] {
  const starts = device.read(offsets);
  if (starts[0] !== 0 || starts.at(-1) !== rows || starts.some((start, i) => i > 0 && start < (starts[i - 1] as number))) {
    throw new MixwrightError('INTERNAL', `offsets [${starts.join(', ')}] do not share out ${rows} rows among experts`);
  }
  return Array.from({ length: starts.length - 1 }, (_, expert) => {
    const start = starts[expert] as number;
    return { expert, start, length: (starts[expert + 1] as number) - start };
  });
}

/** One expert's [out, in], widened. */
function decoded(device: Device, stored: Uint8Array, { shape, dtype }: Value): (expert: number) => Tensor {
  const [, out, inner] = shape as readonly [number, number, number];
  return (expert) => device.upload(decode(stored, dtype as PackedDtype, expert * out * inner, out * inner), [out, inner]);
}

function zeros(device: Device, shape: Shape): Tensor {
  return device.upload(new Float32Array(elementCount(shape)), shape);
}

/** Joins parts along the first axis and gives them back. */
function join(device: Device, parts: Tensor[]): Tensor {
  if (parts.length === 1) return parts.pop() as Tensor;
  const joined = device.concat(parts, 0);
  for (const part of parts.splice(0)) device.dispose(part);
  return joined;
}
