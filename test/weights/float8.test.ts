/** Landmarks of each eight-bit type from its specification; the interop test compares all patterns with torch. */
import { describe, expect, it } from 'vitest';
import { decodeFloat8, type Float8Dtype } from '../../src/weights/float8.ts';

const nan = Number.NaN;
const infinity = Number.POSITIVE_INFINITY;
const landmarks: readonly [Float8Dtype, readonly (readonly [number, number])[]][] = [
  [
    'f8_e4m3',
    [
      [0x00, 0],
      [0x80, -0],
      [0x01, 2 ** -9],
      [0x08, 2 ** -6],
      [0x38, 1],
      [0x7e, 448],
      [0xfe, -448],
      [0x7f, nan],
      [0xff, nan],
    ],
  ],
  [
    'f8_e5m2',
    [
      [0x00, 0],
      [0x80, -0],
      [0x01, 2 ** -16],
      [0x04, 2 ** -14],
      [0x3c, 1],
      [0x7b, 57344],
      [0x7c, infinity],
      [0xfc, -infinity],
      [0x7d, nan],
      [0xff, nan],
    ],
  ],
  [
    'f8_e4m3fnuz',
    [
      [0x00, 0],
      [0x80, nan],
      [0x01, 2 ** -10],
      [0x40, 1],
      [0x7f, 240],
      [0xff, -240],
    ],
  ],
  [
    'f8_e5m2fnuz',
    [
      [0x00, 0],
      [0x80, nan],
      [0x01, 2 ** -17],
      [0x40, 1],
      [0x7f, 57344],
      [0xff, -57344],
    ],
  ],
  [
    'f8_e8m0',
    [
      [0x00, 2 ** -127],
      [0x7f, 1],
      [0x80, 2],
      [0xfe, 2 ** 127],
      [0xff, nan],
    ],
  ],
];

describe.each(landmarks)('%s', (dtype, pairs) => {
  it.each(pairs)('decodes pattern %i to %f', (pattern, expected) => {
    const value = new Float32Array(1);
    decodeFloat8(dtype, Uint8Array.of(pattern), value);
    expect(value[0]).toBe(expected);
  });
});
