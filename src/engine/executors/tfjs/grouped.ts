/** Products by expert: each expert's rows are a slice, its matrix another, and the results are joined. Where an expert's rows begin is data. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { MixwrightError } from '../../../shared/errors.ts';
import { axisSize, elementCount, type Shape } from '../../shape.ts';
import type { BackendName } from './backends.ts';
import { decode, type PackedDtype } from './decode.ts';
import { consume, type Device, withShape } from './device.ts';
import { multiply, multiplyTemporaries } from './matmul.ts';
import { slice } from './slice.ts';
import type { Operand } from './step.ts';
import type { Value } from './values.ts';

export const groupedKernels = ['BatchMatMul', 'Transpose', 'Reshape', 'Slice', 'Concat'] as const;

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
  const parts: Tensor[] = [];
  try {
    for (const { expert, start, length } of expertRanges(device, offsets, axisSize(x.shape, 0))) {
      if (length === 0) continue;
      parts.push(
        consume(device, slice(device, x, { axis: 0, start, length }), (rows) =>
          consume(device, expertMatrix(device, w, weight, expert), (matrix) => multiply(device, rows, matrix, { a: false, b: !transposeW })),
        ),
      );
    }
    return join(device, parts);
  } catch (error) {
    for (const part of parts) device.dispose(part);
    throw error;
  }
}

/** a [R, out], b [R, in], offsets [E + 1] → [E, out, in]. */
export function groupedOuter(device: Device, [a, b, offsets]: readonly [Tensor, Tensor, Tensor]): Tensor {
  const [out, inner] = [axisSize(a.shape, 1), axisSize(b.shape, 1)];
  const parts: Tensor[] = [];
  try {
    for (const { start, length } of expertRanges(device, offsets, axisSize(a.shape, 0))) {
      if (length === 0) {
        parts.push(zeros(device, [1, out, inner]));
        continue;
      }
      const rows = { axis: 0, start, length };
      const product = consume(device, slice(device, a, rows), (left) =>
        consume(device, slice(device, b, rows), (right) => multiply(device, left, right, { a: true, b: false })),
      );
      parts.push(consume(device, product, () => device.view(product, [1, out, inner])));
    }
    return join(device, parts);
  } catch (error) {
    for (const part of parts) device.dispose(part);
    throw error;
  }
}

/** What `groupedMatmul` holds besides operands and result, at most: when one expert gets all rows but one. */
export function groupedMatmulTemporaries(backend: BackendName, x: Shape, { shape: w }: Value, transposeW: boolean): number {
  const [, out, inner] = w as readonly [number, number, number];
  const rows = axisSize(x, 0);
  const results = rows * (transposeW ? inner : out) * 4;
  const product = rows * axisSize(x, 1) * 4 + out * inner * 4 + multiplyTemporaries(backend, x, [out, inner], { a: false, b: !transposeW });
  // While parts are made there is no result yet; while they are joined nothing else is there.
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

/** One expert's [out, in], widened if stored narrow. */
function expertMatrix(device: Device, w: Operand, { shape, dtype }: Value, expert: number): Tensor {
  const [, out, inner] = shape as readonly [number, number, number];
  if ('packed' in w) return device.upload(decode(w.packed, dtype as PackedDtype, expert * out * inner, out * inner), [out, inner]);
  return withShape(device, w, [axisSize(shape, 0) * out, inner], (rows) => slice(device, rows, { axis: 0, start: expert * out, length: out }));
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
