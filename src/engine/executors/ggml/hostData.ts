/** Reading and writing whole tensors from host steps. */
import type { Ggml } from '../../../llamacpp/ggml.ts';
import { elementCount } from '../../shape.ts';
import type { TensorData } from '../executor.ts';
import type { Handle } from './handle.ts';

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
