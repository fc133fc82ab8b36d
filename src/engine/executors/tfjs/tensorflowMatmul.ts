/**
 * A kernel of our own for TensorFlow's backend: TensorFlow.js multiplies by BatchMatMulV2 alone, which takes 2.4 times as long as
 * MatMul for the product of one row and a matrix, what decoding is made of, and 1.06 times as long for that of 1024 rows.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';

export const tensorflowMatmul = 'MixwrightMatMul';

/** What of tfjs-node's backend its kernels use. */
interface NodeBackend {
  readonly binding: { readonly TF_ATTR_TYPE: number; readonly TF_ATTR_BOOL: number; readonly TF_FLOAT: number };
  executeSingleOutput(
    op: string,
    attributes: readonly { readonly name: string; readonly type: number; readonly value: unknown }[],
    inputs: TensorInfo[],
  ): TensorInfo;
}

interface MatmulCall {
  readonly inputs: { readonly a: TensorInfo; readonly b: TensorInfo };
  readonly attrs: { readonly transposeA: boolean; readonly transposeB: boolean };
  readonly backend: NodeBackend;
}

/** Makes the kernel known, once per thread. */
export function registerTensorflowMatmul({ getKernel, registerKernel }: typeof import('@tensorflow/tfjs-core')): void {
  if (getKernel(tensorflowMatmul, 'tensorflow')) return;
  const kernelFunc = ({ inputs: { a, b }, attrs, backend }: MatmulCall): TensorInfo => {
    const { TF_ATTR_TYPE, TF_ATTR_BOOL, TF_FLOAT } = backend.binding;
    const attributes = [
      { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
      { name: 'transpose_a', type: TF_ATTR_BOOL, value: attrs.transposeA },
      { name: 'transpose_b', type: TF_ATTR_BOOL, value: attrs.transposeB },
    ];
    return backend.executeSingleOutput('MatMul', attributes, [a, b]);
  };
  registerKernel({ kernelName: tensorflowMatmul, backendName: 'tensorflow', kernelFunc: kernelFunc as never });
}
