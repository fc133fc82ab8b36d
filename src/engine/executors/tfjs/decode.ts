/**
 * Stored weights to f32: the formats of GGUF and the half floats, decoded a run of values at a time. Bit for bit the values
 * that ggml computes (d * q in f32), so that a frozen weight is the same number on every executor.
 */
import { decodeBf16, decodeF16 } from '../../../weights/halfFloat.ts';
import { type BlockDtype, blocks, byteLength, type FloatDtype } from '../../dtype.ts';

export type PackedDtype = Exclude<FloatDtype, 'f32'> | BlockDtype;

/** Values [start, start + count) of stored bytes; both in whole blocks. */
export function decode(bytes: Uint8Array, dtype: PackedDtype, start: number, count: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(count);
  decodeInto(values, bytes.subarray(byteLength(dtype, start), byteLength(dtype, start + count)), dtype);
  return values;
}

/** Rows of a stored matrix [R, columns] by index → [indices.length, columns]. */
export function decodeRows(bytes: Uint8Array, dtype: PackedDtype, columns: number, indices: Int32Array): Float32Array<ArrayBuffer> {
  const values = new Float32Array(indices.length * columns);
  const rowBytes = byteLength(dtype, columns);
  for (const [i, row] of indices.entries()) {
    decodeInto(values.subarray(i * columns, (i + 1) * columns), bytes.subarray(row * rowBytes, (row + 1) * rowBytes), dtype);
  }
  return values;
}

function decodeInto(values: Float32Array, bytes: Uint8Array, dtype: PackedDtype): void {
  decoders[dtype](values, bytes);
}

const decoders: Readonly<Record<PackedDtype, (values: Float32Array, bytes: Uint8Array) => void>> = {
  f16: (values, bytes) => decodeF16(halfView(bytes), values),
  bf16: (values, bytes) => decodeBf16(halfView(bytes), values),
  // d f16, then 32 signed bytes: value = d * q.
  q8_0(values, bytes) {
    const quants = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    const { elements, bytes: size } = blocks.q8_0;
    const halfAt = halfReader(bytes);
    for (let block = 0, at = 0; at < values.length; block += size, at += elements) {
      const d = halfAt(block);
      for (let i = 0; i < elements; i++) values[at + i] = d * (quants[block + 2 + i] as number);
    }
  },
  // d, dmin f16; 12 bytes of eight 6-bit scales and minima; 128 bytes of nibbles, 32 low ones before their 32 high ones.
  q4_K(values, bytes) {
    const { elements, bytes: size } = blocks.q4_K;
    const halfAt = halfReader(bytes);
    for (let block = 0, at = 0; at < values.length; block += size, at += elements) {
      const [d, dmin] = [halfAt(block), halfAt(block + 2)];
      for (let group = 0; group < 8; group++) {
        const scale = Math.fround(d * scaleOf(bytes, block + 4, group));
        const minimum = Math.fround(dmin * minimumOf(bytes, block + 4, group));
        const from = block + 16 + (group >> 1) * 32;
        const shift = (group & 1) * 4;
        const to = at + group * 32;
        for (let i = 0; i < 32; i++) values[to + i] = Math.fround(scale * (((bytes[from + i] as number) >> shift) & 15)) - minimum;
      }
    }
  },
};

function scaleOf(bytes: Uint8Array, start: number, group: number): number {
  const byte = (i: number): number => bytes[start + i] as number;
  return group < 4 ? byte(group) & 63 : (byte(group + 4) & 15) | ((byte(group - 4) >> 6) << 4);
}

function minimumOf(bytes: Uint8Array, start: number, group: number): number {
  const byte = (i: number): number => bytes[start + i] as number;
  return group < 4 ? byte(group + 4) & 63 : (byte(group + 4) >> 4) | ((byte(group) >> 6) << 4);
}

function halfView(bytes: Uint8Array): Uint16Array {
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice();
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.length / 2);
}

/** Reads single half floats out of blocks. */
function halfReader(bytes: Uint8Array): (at: number) => number {
  const [half, value] = [new Uint16Array(1), new Float32Array(1)];
  return (at) => {
    half[0] = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
    decodeF16(half, value);
    return value[0] as number;
  };
}
