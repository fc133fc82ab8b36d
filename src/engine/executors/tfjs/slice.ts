/** Parts of tensors, copied. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Device } from './device.ts';
import { type Part, slicedShape, wasmSlice } from './wasmSlice.ts';

/** [start, start + length) along an axis. */
export function slice(device: Device, x: Tensor, part: Part): Tensor {
  if (device.backend === 'wasm') return device.kernel(wasmSlice, { x }, { ...part });
  const { axis, start } = part;
  return device.kernel('Slice', { x }, { begin: x.shape.map((_, i) => (i === axis ? start : 0)), size: slicedShape(x.shape, part) });
}
