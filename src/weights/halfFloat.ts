/** f16 (IEEE 754 binary16) and bf16, to and from f32, over whole arrays. Encoding rounds to nearest even; decoding is exact, NaN payloads included. */

/** `target[i] = source[i]`; both of the same length. */
export function decodeBf16(source: Uint16Array, target: Float32Array): void {
  const bits = bitsOf(target);
  for (let i = 0; i < source.length; i++) bits[i] = (source[i] as number) << 16;
}

/** `target[i] = source[i]`; both of the same length. */
export function decodeF16(source: Uint16Array, target: Float32Array): void {
  const bits = bitsOf(target);
  for (let i = 0; i < source.length; i++) {
    const half = source[i] as number;
    const sign = (half & 0x8000) << 16;
    const exponent = half & 0x7c00;
    const mantissa = half & 0x3ff;
    if (exponent === 0x7c00) bits[i] = sign | 0x7f800000 | (mantissa << 13);
    else if (exponent !== 0) bits[i] = sign | (((half & 0x7fff) << 13) + 0x38000000);
    else target[i] = (sign === 0 ? mantissa : -mantissa) * 2 ** -24;
  }
}

/** Rounds each value to bf16; overflow becomes infinity, NaN stays a quiet NaN. */
export function encodeBf16(source: Float32Array, target: Uint16Array): void {
  const bits = bitsOf(source);
  for (let i = 0; i < bits.length; i++) {
    const value = bits[i] as number;
    // A rounding carry runs from the mantissa into the exponent, which is exactly right up to infinity.
    target[i] = (value & 0x7fffffff) > 0x7f800000 ? (value >>> 16) | 0x40 : (value + 0x7fff + ((value >>> 16) & 1)) >>> 16;
  }
}

/** Rounds each value to f16; from 65520 on it becomes infinity, NaN stays a quiet NaN. */
export function encodeF16(source: Float32Array, target: Uint16Array): void {
  const bits = bitsOf(source);
  for (let i = 0; i < bits.length; i++) {
    const value = bits[i] as number;
    const sign = (value >>> 16) & 0x8000;
    const magnitude = value & 0x7fffffff;
    if (magnitude > 0x7f800000) target[i] = sign | 0x7e00 | ((magnitude >>> 13) & 0x1ff);
    else if (magnitude >= 0x477ff000) target[i] = sign | 0x7c00;
    else if (magnitude >= 0x38800000) target[i] = sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
    else target[i] = sign | subnormalF16(magnitude);
  }
}

/** Multiples of 2^-24 nearest to a magnitude below 2^-14, ties to even. */
function subnormalF16(magnitude: number): number {
  const shift = 126 - (magnitude >>> 23);
  if (shift > 24) return 0;
  const mantissa = (magnitude & 0x7fffff) | 0x800000;
  const quotient = mantissa >>> shift;
  const rest = mantissa & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return rest > half || (rest === half && (quotient & 1) === 1) ? quotient + 1 : quotient;
}

function bitsOf(values: Float32Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length);
}
