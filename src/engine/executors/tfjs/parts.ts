/** A tensor cut along its first axis. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { elementCount } from '../../shape.ts';
import { consume, type Device } from './device.ts';
import { slice } from './slice.ts';

export interface Cut {
  /** Of all parts, one after another. */
  readonly lengths: readonly number[];
  /** Numbers of the parts that will be asked for. */
  readonly wanted: readonly number[];
}

/** Calls back with a part, which is given back afterwards. */
export type PartOf = <T>(part: number, use: (tensor: Tensor) => T) => T;

/** Bytes; the strictest that a build of TensorFlow asks of rows whose memory is shared (EIGEN_MAX_ALIGN_BYTES with AVX-512). */
const sharedAlignment = 64;

export function withParts<T>(device: Device, x: Tensor, { lengths, wanted }: Cut, use: (partOf: PartOf) => T): T {
  // TensorFlow gives all parts in one call, and copies none of them where every row begins aligned; else it would copy all. Few are cheaper one by one.
  if (device.backend === 'tensorflow' && rowBytes(x) % sharedAlignment === 0 && wanted.length * 2 > lengths.length) {
    const parts = device.kernelOutputs('SplitV', { x }, { numOrSizeSplits: [...lengths], axis: 0 });
    try {
      return use((part, usePart) => usePart(parts[part] as Tensor));
    } finally {
      for (const part of parts) device.dispose(part);
    }
  }
  const starts = lengths.map((_, part) => lengths.slice(0, part).reduce((sum, length) => sum + length, 0));
  return use((part, usePart) => consume(device, slice(device, x, { axis: 0, start: starts[part] as number, length: lengths[part] as number }), usePart));
}

function rowBytes({ shape }: Tensor): number {
  return elementCount(shape.slice(1)) * 4;
}
