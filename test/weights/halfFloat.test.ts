/** Every f16 and bf16 pattern, and every rounding border between two of them, against definitions written with plain arithmetic. */
import { describe, expect, it } from 'vitest';
import { decodeBf16, decodeF16, encodeBf16, encodeF16 } from '../../src/weights/halfFloat.ts';

interface Form {
  readonly name: string;
  readonly exponentBits: number;
  readonly mantissaBits: number;
  readonly decode: (source: Uint16Array, target: Float32Array) => void;
  readonly encode: (source: Float32Array, target: Uint16Array) => void;
}

const forms: readonly Form[] = [
  { name: 'f16', exponentBits: 5, mantissaBits: 10, decode: decodeF16, encode: encodeF16 },
  { name: 'bf16', exponentBits: 8, mantissaBits: 7, decode: decodeBf16, encode: encodeBf16 },
];
const patterns = Uint16Array.from({ length: 65536 }, (_, i) => i);

/** IEEE 754 §3.4 for any width. */
function definition({ exponentBits, mantissaBits }: Form, pattern: number): number {
  const sign = pattern >= 32768 ? -1 : 1;
  const exponent = Math.floor(pattern / 2 ** mantissaBits) % 2 ** exponentBits;
  const mantissa = pattern % 2 ** mantissaBits;
  const bias = 2 ** (exponentBits - 1) - 1;
  if (exponent === 2 ** exponentBits - 1) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * mantissa * 2 ** (1 - bias - mantissaBits);
  return sign * (1 + mantissa / 2 ** mantissaBits) * 2 ** (exponent - bias);
}

describe.each(forms)('$name', (form) => {
  const infinity = (2 ** form.exponentBits - 1) * 2 ** form.mantissaBits;
  const isNan = (pattern: number): boolean => pattern % 32768 > infinity;
  const decoded = new Float32Array(65536);
  form.decode(patterns, decoded);

  it('decodes all 65,536 patterns exactly, signed zeros included', () => {
    const wrong = [...patterns].filter((pattern) => !Object.is(decoded[pattern], definition(form, pattern)));
    expect(wrong).toEqual([]);
  });

  it('encodes every decoded value back to its own pattern and NaN to a NaN of the same sign', () => {
    const encoded = new Uint16Array(65536);
    form.encode(decoded, encoded);
    const wrong = [...patterns].filter((pattern) => {
      const back = encoded[pattern] as number;
      return isNan(pattern) ? !isNan(back) || back >= 32768 !== pattern >= 32768 : back !== pattern;
    });
    expect(wrong).toEqual([]);
  });

  it('rounds the middle between any two neighbours to the even one, and a hair beside it to the nearer one', () => {
    const wrong: number[] = [];
    for (let lower = 0; lower < infinity; lower++) {
      // Beyond the largest finite value the next step of the same width counts as the border to infinity.
      const below = definition(form, lower);
      const above = lower + 1 === infinity ? 2 * below - definition(form, lower - 1) : definition(form, lower + 1);
      const middle = Math.fround((below + above) / 2);
      const candidates = Float32Array.of(middle, nextFloat(middle, -1), nextFloat(middle, 1), -middle);
      const expected = [lower + (lower % 2), lower, lower + 1, 32768 + lower + (lower % 2)];
      const got = new Uint16Array(4);
      form.encode(candidates, got);
      if (middle !== (below + above) / 2 || expected.some((pattern, i) => got[i] !== pattern)) wrong.push(lower);
    }
    expect(wrong).toEqual([]);
  });

  it('turns overflow into infinity and underflow into signed zero', () => {
    const smallest = 2 ** -149;
    const got = new Uint16Array(4);
    form.encode(Float32Array.of(3.4028234663852886e38, -3.4028234663852886e38, smallest, -smallest), got);
    expect([...got]).toEqual([infinity, 32768 + infinity, 0, 32768]);
  });
});

/** The neighbouring f32 of a positive one. */
function nextFloat(value: number, direction: 1 | -1): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer);
  bits[0] = (bits[0] as number) + direction;
  return new Float32Array(bits.buffer)[0] as number;
}
