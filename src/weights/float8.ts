/** The eight-bit float types (OCP 8-bit floating point and microscaling specifications; the "fnuz" forms are AMD's and Graphcore's), widened through tables of 256 values. */

interface Float8Form {
  readonly mantissaBits: number;
  readonly bias: number;
  /** Which patterns are not finite: as in IEEE 754, only the all-ones magnitudes, or only 0x80 (where negative zero would be). */
  readonly special: 'ieee' | 'allOnes' | 'negativeZero';
}

const forms = {
  f8_e4m3: { mantissaBits: 3, bias: 7, special: 'allOnes' },
  f8_e5m2: { mantissaBits: 2, bias: 15, special: 'ieee' },
  f8_e4m3fnuz: { mantissaBits: 3, bias: 8, special: 'negativeZero' },
  f8_e5m2fnuz: { mantissaBits: 2, bias: 16, special: 'negativeZero' },
} as const satisfies Record<string, Float8Form>;

export type Float8Dtype = keyof typeof forms | 'f8_e8m0';

/** `target[i] = source[i]`, exactly; both of the same length. */
export function decodeFloat8(dtype: Float8Dtype, source: Uint8Array, target: Float32Array): void {
  const table = Float32Array.from({ length: 256 }, (_, pattern) => (dtype === 'f8_e8m0' ? scaleValue(pattern) : formValue(forms[dtype], pattern)));
  for (let i = 0; i < source.length; i++) target[i] = table[source[i] as number] as number;
}

/** E8M0 is a bare exponent: the power-of-two scales of the microscaling formats. */
function scaleValue(pattern: number): number {
  return pattern === 255 ? Number.NaN : 2 ** (pattern - 127);
}

function formValue({ mantissaBits, bias, special }: Float8Form, pattern: number): number {
  const sign = pattern & 0x80 ? -1 : 1;
  const magnitude = pattern & 0x7f;
  const exponent = magnitude >>> mantissaBits;
  const mantissa = magnitude & ((1 << mantissaBits) - 1);
  if (special === 'negativeZero' && pattern === 0x80) return Number.NaN;
  if (special === 'allOnes' && magnitude === 0x7f) return Number.NaN;
  if (special === 'ieee' && exponent === 0x7f >>> mantissaBits) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  const fraction = mantissa / (1 << mantissaBits);
  return sign * (exponent === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias));
}
