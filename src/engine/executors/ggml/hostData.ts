/** Reading and writing whole tensors from host steps, and where they lie. */
import type { Pointer } from '../../../llamacpp/cTypes.ts';
import type { Ggml } from '../../../llamacpp/ggml.ts';
import { elementCount } from '../../shape.ts';
import type { TensorData } from '../executor.ts';
import type { Handle } from './handle.ts';
import type { Block } from './products/multiplier.ts';

export function readInts(ggml: Ggml, tensor: Handle): Int32Array {
  const values = new Int32Array(elementCount(tensor.shape));
  ggml.backend_tensor_get(tensor.pointer, values, 0, values.byteLength);
  return values;
}

export function readFloats(ggml: Ggml, tensor: Handle): Float32Array {
  const values = new Float32Array(elementCount(tensor.shape));
  ggml.backend_tensor_get(tensor.pointer, values, 0, values.byteLength);
  return values;
}

export function writeAll(ggml: Ggml, tensor: Handle, values: TensorData): void {
  ggml.backend_tensor_set(tensor.pointer, values, 0, values.byteLength);
}

/** The address of an allocated tensor; on the CPU it is the process's own memory. */
export function addressIn(ggml: Ggml, { pointer }: Handle): Pointer {
  return ggml.get_data(pointer) as Pointer;
}

/** A dense f32 tensor as a library sees it. */
export function blockOf(ggml: Ggml, tensor: Handle): Block {
  return { address: addressIn(ggml, tensor), shape: tensor.shape };
}
