/**
 * Matrix products. The wasm backend has a fast product for one untransposed pair of matrices only, and a loop ten times
 * slower for all else: there operands are turned, and batches multiplied one by one.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import { axisSize, elementCount, type Shape } from '../../shape.ts';
import type { BackendName } from './backends.ts';
import { type Device, withShape } from './device.ts';
import { slice } from './slice.ts';

export interface Transposes {
  readonly a: boolean;
  readonly b: boolean;
}

export const matmulKernels = ['BatchMatMul', 'Transpose', 'Reshape', 'Slice', 'Concat'] as const;

/** op(a) · op(b) over the two innermost axes; leading axes equal. */
export function multiply(device: Device, a: Tensor, b: Tensor, transpose: Transposes): Tensor {
  if (device.backend !== 'wasm') return device.kernel('BatchMatMul', { a, b }, { transposeA: transpose.a, transposeB: transpose.b });
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
  const left = transpose.a ? turn(device, a) : a;
  const right = transpose.b ? turn(device, b) : b;
  try {
    return device.kernel('BatchMatMul', { a: left, b: right }, { transposeA: false, transposeB: false });
  } finally {
    if (left !== a) device.dispose(left);
    if (right !== b) device.dispose(right);
  }
}

function multiplyOneByOne(device: Device, a: Tensor, b: Tensor, transpose: Transposes): Tensor {
  const lead = a.shape.slice(0, -2);
  const products: Tensor[] = [];
  try {
    for (let batch = 0; batch < elementCount(lead); batch++) {
      const [left, right] = [matrixOf(device, a, batch), matrixOf(device, b, batch)];
      try {
        products.push(multiplyPair(device, left, right, transpose));
      } finally {
        device.dispose(left);
        device.dispose(right);
      }
    }
    const joined = device.concat(products, 0);
    try {
      return device.view(joined, [...lead, ...(products[0] as Tensor).shape]);
    } finally {
      device.dispose(joined);
    }
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
  if (lead.length === 0) return turned;
  try {
    return device.view(turned, [...lead, columns, rows]);
  } finally {
    device.dispose(turned);
  }
}
