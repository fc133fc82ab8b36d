/** Stored bytes to f32 values and back, by dtype. */
import { MixwrightError } from '../shared/errors.ts';
import { decodeFloat8 } from './float8.ts';
import { decodeBf16, decodeF16, encodeBf16, encodeF16 } from './halfFloat.ts';
import type { StoredTensor, TensorPlan } from './weights.ts';

/**
 * Widens stored little-endian bytes into `target` (`source` holds exactly `target.length` elements and starts at a multiple of 8 bytes).
 * BAD_MODEL for types that are not floats: integers and packed types carry codes of some quantisation, not weights.
 */
export function decodeValues({ dtype, name, file }: StoredTensor, source: Uint8Array, target: Float32Array): void {
  switch (dtype) {
    case 'f32':
      target.set(new Float32Array(source.buffer, source.byteOffset, target.length));
      break;
    case 'f64':
      target.set(new Float64Array(source.buffer, source.byteOffset, target.length));
      break;
    case 'f16':
      decodeF16(new Uint16Array(source.buffer, source.byteOffset, target.length), target);
      break;
    case 'bf16':
      decodeBf16(new Uint16Array(source.buffer, source.byteOffset, target.length), target);
      break;
    case 'f8_e4m3':
    case 'f8_e5m2':
    case 'f8_e4m3fnuz':
    case 'f8_e5m2fnuz':
    case 'f8_e8m0':
      decodeFloat8(dtype, source, target);
      break;
    default:
      throw new MixwrightError('BAD_MODEL', `tensor ${JSON.stringify(name)}: expected a floating-point type, got ${dtype}`, {
        file,
        tensor: name,
        hint: 'quantised checkpoints cannot be read yet; use the original unquantised one',
      });
  }
}

/** Bytes of `values` as `dtype`; for f32 a view of the same memory. */
export function encodeValues(dtype: TensorPlan['dtype'], values: Float32Array): Uint8Array {
  if (dtype === 'f32') return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const halves = new Uint16Array(values.length);
  if (dtype === 'f16') encodeF16(values, halves);
  else encodeBf16(values, halves);
  return new Uint8Array(halves.buffer);
}
