/** A kernel of our own for the wasm backend, whose Slice copies the whole tensor out of the heap first. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { elementCount, type Shape } from '../../shape.ts';

export const wasmSlice = 'MixwrightSlice';

export interface Part {
  readonly axis: number;
  readonly start: number;
  readonly length: number;
}

interface SliceCall {
  readonly inputs: { readonly x: TensorInfo };
  readonly attrs: Part;
  readonly backend: BackendWasm;
}

/** Makes the kernel known, once per thread. */
export function registerWasmSlice({ getKernel, registerKernel }: typeof import('@tensorflow/tfjs-core')): void {
  if (getKernel(wasmSlice, 'wasm')) return;
  const kernelFunc = ({ inputs: { x }, attrs, backend }: SliceCall): TensorInfo => {
    const output = backend.makeOutput(slicedShape(x.shape, attrs), x.dtype);
    // Both seen only now: making the output may have moved the heap.
    const [from, to] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(output)];
    const { axis, start, length } = attrs;
    const inner = elementCount(x.shape.slice(axis + 1));
    const [step, taken] = [(x.shape[axis] as number) * inner, length * inner];
    for (let outer = 0; outer * step < from.length; outer++) {
      const first = outer * step + start * inner;
      to.set(from.subarray(first, first + taken), outer * taken);
    }
    return output;
  };
  registerKernel({ kernelName: wasmSlice, backendName: 'wasm', kernelFunc: kernelFunc as never });
}

export function slicedShape(shape: Shape, { axis, length }: Part): number[] {
  return shape.map((size, i) => (i === axis ? length : size));
}
