import { describe, expect, it } from 'vitest';
import { decodeFrame, encodeFrame } from '../../../src/shared/rpc/codec.ts';

describe('frames', () => {
  it('are plain JSON where that says it all', () => {
    expect(encodeFrame(['result', 1, { a: [1, 'x', null, true] }])).toBe('["result",1,{"a":[1,"x",null,true]}]');
  });

  it.each([
    ['numbers JSON has not', [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0]],
    ['undefined in a list', [1, undefined, 3]],
    [
      'typed arrays of odd lengths',
      { a: Uint8Array.of(1), b: Float64Array.of(Number.NaN, 2), c: Float32Array.of(), d: Int32Array.of(-1), e: Uint32Array.of(4e9) },
    ],
    ['what looks like an escape', { odd: [['number', ['value'], 'NaN']], value: 'NaN', n: Number.NaN }],
    ['keys with dots and numbers', { 'a.b': { 0: Number.NaN } }],
    ['nothing but NaN', Number.NaN],
  ])('carry %s', (_, value) => {
    const frame = encodeFrame(value);
    expect(decodeFrame(frame)).toEqual(value);
    // At an odd place in a larger buffer, as sockets hand them over.
    if (typeof frame === 'string') return;
    const bytes = new Uint8Array(frame as Uint8Array);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeFrame(shifted.subarray(3))).toEqual(value);
  });

  it('carry a window onto a larger array without the rest', () => {
    const whole = Float64Array.from({ length: 1000 }, (_, i) => i);
    const frame = encodeFrame(whole.subarray(10, 12)) as Uint8Array;
    expect(frame.byteLength).toBeLessThan(200);
    expect(decodeFrame(frame as Uint8Array<ArrayBuffer>)).toEqual(Float64Array.of(10, 11));
  });

  it('leave the message as it was, and out properties without a value', () => {
    const message = { loss: Number.NaN, none: undefined };
    expect(decodeFrame(encodeFrame(message))).toEqual({ loss: Number.NaN });
    expect(message).toEqual({ loss: Number.NaN, none: undefined });
  });

  it.each([[new Date()], [new Map()], [10n], [() => 1], [new BigInt64Array(1)]])('refuse %s', (value) => {
    expect(() => encodeFrame({ value })).toThrow(TypeError);
  });

  it('that were tampered with reach nothing', () => {
    const tampered = (odd: unknown): Uint8Array<ArrayBuffer> => {
      const header = new TextEncoder().encode(JSON.stringify({ value: { a: null }, odd }));
      const frame = new Uint8Array(4 + header.length);
      new DataView(frame.buffer).setUint32(0, header.length, true);
      frame.set(header, 4);
      return frame;
    };
    expect(() => decodeFrame(tampered([['number', ['__proto__', 'polluted'], '1']]))).toThrow(RangeError);
    expect(() => decodeFrame(tampered([['number', ['b'], '1']]))).toThrow(RangeError);
    expect(() => decodeFrame(tampered([['array', ['a'], 'Float64Array', 0, 1e9]]))).toThrow(RangeError);
    expect(() => decodeFrame(new Uint8Array(2))).toThrow();
  });
});
