import { describe, expect, it } from 'vitest';
import { blocks, byteLength } from '../../../../src/engine/dtype.ts';
import { decodeValues } from '../../../../src/engine/executors/reference/storage.ts';
import { decode, decodeRows } from '../../../../src/engine/executors/tfjs/decode.ts';
import { randomStream } from '../../../../src/shared/random.ts';
import { storedBytes } from '../../../support/executors.ts';

describe.each(['f16', 'bf16', 'q8_0', 'q4_K'] as const)('weights stored in %s', (dtype) => {
  const [rows, columns] = [6, 512];
  const stream = randomStream(5, dtype);
  const bytes = storedBytes(
    Float64Array.from({ length: rows * columns }, (_, i) => Math.fround(stream.normal(0, i) * 10 ** ((i % 7) - 4))),
    dtype,
    columns,
  );
  const expected = decodeValues(bytes, dtype);
  // The reference rounds once, at the end; formulas in f32 round on the way.
  const exact = dtype !== 'q4_K';

  it('decode to what the reference says they are', () => {
    const got = decode(bytes, dtype, 0, rows * columns);
    if (exact) expect(got).toEqual(Float32Array.from(expected));
    else for (const [i, value] of got.entries()) expect(Math.abs(value - (expected[i] as number))).toBeLessThanOrEqual(2 ** -22 * 0.2);
  });

  it('decode in pieces and by rows, from bytes at any address', () => {
    const all = decode(bytes, dtype, 0, rows * columns);
    const { elements } = blocks[dtype];
    expect(decode(bytes, dtype, elements, elements)).toEqual(all.slice(elements, 2 * elements));
    const shifted = new Uint8Array(byteLength(dtype, rows * columns) + 1);
    shifted.set(bytes, 1);
    const picked = decodeRows(shifted.subarray(1), dtype, columns, Int32Array.of(4, 0, 4));
    expect(picked).toEqual(Float32Array.of(...all.slice(4 * columns, 5 * columns), ...all.slice(0, columns), ...all.slice(4 * columns, 5 * columns)));
  });
});

it('half floats at the ends of their range', () => {
  const bits = Uint16Array.of(0x0000, 0x8000, 0x0001, 0x8001, 0x03ff, 0x0400, 0x7bff, 0x7c00, 0xfc00, 0x7e00);
  const got = decode(new Uint8Array(bits.buffer), 'f16', 0, bits.length);
  expect([...got]).toEqual([0, -0, 2 ** -24, -(2 ** -24), 1023 * 2 ** -24, 2 ** -14, 65504, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]);
});
