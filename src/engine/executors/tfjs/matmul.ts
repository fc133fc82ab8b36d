/**
 * Matrix products. TensorFlow has a faster one for single pairs of matrices than for batches of them. The wasm backend has a fast product for one untransposed pair of matrices only, and a loop ten times
 * slower for all else: there operands are turned, and batches multiplied one by one.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import { axisSize, elementCount, type Shape } from '../../shape.ts';
import type { BackendName } from './backends.ts';
import { consume, type Device, withShape } from './device.ts';
import { slice } from './slice.ts';
import { tensorflowMatmul } from './tensorflowMatmul.ts';

export interface Transposes {
  readonly a: boolean;
  readonly b: boolean;
}

export const matmulKernels = ['BatchMatMul', 'Transpose', 'Reshape', 'Slice', 'Concat'] as const;

/** op(a) · op(b) over the two innermost axes; leading axes equal. */
export function multiply(device: Device, a: Tensor, b: Tensor, transpose: Transposes): Tensor {
  if (device.backend !== 'wasm') {
    const kernel = device.backend === 'tensorflow' && a.shape.length === 2 ? tensorflowMatmul : 'BatchMatMul';
    return device.kernel(kernel, { a, b }, { transposeA: transpose.a, transposeB: transpose.b });
  }
  const lead = a.shape.slice(0, -2);
  return elementCount(lead) === 1 ? multiplyPair(device, a, b, transpose) : multiplyOneByOne(device, a, b, transpose);
}

/** Bytes that `multiply` holds besides operands and result. */
export function multiplyTemporaries(backend: BackendName, a: Shape, b: Shape, transpose: Transposes): number {
  if (backend !== 'wasm') return 0;
  const batches = elementCount(a.slice(0, -2));
  const [left, right] = [a, b].map((shape) => (elementCount(shape) / batches) * 4) as [number, number];
  const turned = (transpose.a ? left : 0) + (transpose.b ? right : 0);
  if (batches === 1) return turned;
  const result = batches * axisSize(a, transpose.a ? -1 : -2) * axisSize(b, transpose.b ? -2 : -1) * 4;
  // The products add up to the result: beside the last of them lie its operands, beside the joined ones all products.
  return Math.max(left + right + turned, result);
}

/** Leading axes, if any, have size 1. */
function multiplyPair(device: Device, a: Tensor, b: Tensor, transpose: Transposes): Tensor {
  const turned = (x: Tensor, isTurned: boolean, use: (x: Tensor) => Tensor): Tensor => (isTurned ? consume(device, turn(device, x), use) : use(x));
  return turned(a, transpose.a, (left) =>
    turned(b, transpose.b, (right) => device.kernel('BatchMatMul', { a: left, b: right }, { transposeA: false, transposeB: false })),
  );
}

function multiplyOneByOne(device: Device, a: Tensor, b: Tensor, transpose: Transposes): Tensor {
  const lead = a.shape.slice(0, -2);
  const products: Tensor[] = [];
  try {
    for (let batch = 0; batch < elementCount(lead); batch++) {
      products.push(
        consume(device, matrixOf(device, a, batch), (left) =>
          consume(device, matrixOf(device, b, batch), (right) => multiplyPair(device, left, right, transpose)),
        ),
      );
    }
    return consume(device, device.concat(products, 0), (joined) => device.view(joined, [...lead, ...(products[0] as Tensor).shape]));
  } finally {
    for (const product of products) device.dispose(product);
  }
}

/** One matrix of a batch, copied. */
function matrixOf(device: Device, x: Tensor, batch: number): Tensor {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  return withShape(device, x, [x.size / columns, columns], (all) => slice(device, all, { axis: 0, start: batch * rows, length: rows }));
}

/** The transpose of a matrix that may have leading axes of size 1. */
function turn(device: Device, x: Tensor): Tensor {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  const lead = x.shape.slice(0, -2);
  const turned = withShape(device, x, [rows, columns], (matrix) => device.kernel('Transpose', { x: matrix }, { perm: [1, 0] }));
  return lead.length === 0 ? turned : consume(device, turned, () => device.view(turned, [...lead, columns, rows]));
}
