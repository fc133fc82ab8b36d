/** Values to and from stored bytes: IEEE half, bfloat16, and GGUF's q8_0 and q4_K blocks (ggml-quants, decoding per the GGUF format). */
import { MixwrightError } from '../../../shared/errors.ts';
import type { Dtype } from '../../dtype.ts';

export function decodeValues(bytes: Uint8Array, dtype: Dtype): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (dtype) {
    case 'f32':
      return Float64Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(i * 4, true));
    case 'i32':
      return Float64Array.from({ length: bytes.length / 4 }, (_, i) => view.getInt32(i * 4, true));
    case 'f16':
      return Float64Array.from({ length: bytes.length / 2 }, (_, i) => halfToNumber(view.getUint16(i * 2, true)));
    case 'bf16':
      return Float64Array.from({ length: bytes.length / 2 }, (_, i) => bfloatToNumber(view.getUint16(i * 2, true)));
    case 'q8_0':
      return decodeQ8(view);
    case 'q4_K':
      return decodeQ4K(view);
  }
}

export function encodeValues(values: Float64Array, dtype: Dtype): Uint8Array {
  switch (dtype) {
    case 'f32':
      return new Uint8Array(Float32Array.from(values).buffer);
    case 'i32':
      return new Uint8Array(Int32Array.from(values).buffer);
    case 'f16':
      return new Uint8Array(Uint16Array.from(values, numberToHalf).buffer);
    case 'bf16':
      return new Uint8Array(Uint16Array.from(values, numberToBfloat).buffer);
    case 'q8_0':
    case 'q4_K':
      throw new MixwrightError('NOT_AVAILABLE', `the reference executor does not quantise to ${dtype}`, {
        hint: 'write whole block-quantised tensors at once',
      });
  }
}

/** d f16, then 32 signed bytes: value = d * q. */
function decodeQ8(view: DataView): Float64Array {
  const values = new Float64Array((view.byteLength / 34) * 32);
  for (let i = 0; i < values.length; i++) {
    const block = Math.floor(i / 32) * 34;
    values[i] = halfToNumber(view.getUint16(block, true)) * view.getInt8(block + 2 + (i % 32));
  }
  return values;
}

/** d, dmin f16; 12 bytes of 6-bit scales and minima; 128 bytes of nibbles: value = d * scale * q - dmin * minimum, per 32 values. */
function decodeQ4K(view: DataView): Float64Array {
  const values = new Float64Array((view.byteLength / 144) * 256);
  for (let i = 0; i < values.length; i++) {
    const block = Math.floor(i / 256) * 144;
    const group = Math.floor((i % 256) / 32);
    const byte = view.getUint8(block + 16 + Math.floor(group / 2) * 32 + (i % 32));
    const nibble = group % 2 === 0 ? byte & 15 : byte >> 4;
    const [scale, minimum] = sixBitPair(view, block + 4, group);
    values[i] = halfToNumber(view.getUint16(block, true)) * scale * nibble - halfToNumber(view.getUint16(block + 2, true)) * minimum;
  }
  return values;
}

function sixBitPair(view: DataView, start: number, group: number): [number, number] {
  const byte = (i: number): number => view.getUint8(start + i);
  if (group < 4) return [byte(group) & 63, byte(group + 4) & 63];
  return [(byte(group + 4) & 15) | ((byte(group - 4) >> 6) << 4), (byte(group + 4) >> 4) | ((byte(group) >> 6) << 4)];
}

function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

function bfloatToNumber(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits << 16);
  return view.getFloat32(0);
}

/** Nearest half, ties to even. */
function numberToHalf(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (magnitude >= 65520) return sign | 0x7c00;
  const exponent = magnitude < 2 ** -14 ? -14 : Math.floor(Math.log2(magnitude));
  const units = roundToEven(magnitude / 2 ** (exponent - 10));
  return sign | (units + (exponent + 14) * 1024);
}

/** Nearest bfloat16, ties to even. */
function numberToBfloat(value: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  const bits = view.getUint32(0);
  if (Number.isNaN(value)) return 0x7fc0;
  return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff;
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
