import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, describe, expect, it } from 'vitest';
import type { Block, Multiplier } from '../../../../../src/engine/executors/ggml/products/multiplier.ts';
import { multiplierFault } from '../../../../../src/engine/executors/ggml/products/multiplierTest.ts';
import { findOnnxRuntime } from '../../../../../src/engine/executors/ggml/products/onnxRuntime/library.ts';
import { openOnnxRuntime } from '../../../../../src/engine/executors/ggml/products/onnxRuntime/multiplier.ts';
import { elementCount, type Shape } from '../../../../../src/engine/shape.ts';
import { addressOf } from '../../../../../src/llamacpp/cTypes.ts';
import { findLibraries } from '../../../../../src/llamacpp/libraries.ts';
import { hasOnnxRuntime } from '../../../../support/executors.ts';

describe('looking for ONNX Runtime', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mixwright-onnx-'));
  const from = join(folder, 'main.js');
  const install = (version: string, file: string): void => {
    const target = join(folder, 'node_modules', 'sherpa-onnx-linux-x64');
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, 'package.json'), JSON.stringify({ name: 'sherpa-onnx-linux-x64', version, main: 'index.js' }));
    writeFileSync(join(target, 'index.js'), '');
    writeFileSync(join(target, file), '');
  };
  afterAll(() => rmSync(folder, { recursive: true }));

  it('says what is missing: the platform, the package, the library in it, the right version', () => {
    expect(() => findOnnxRuntime({ platform: 'aix', arch: 'ppc64' })).toThrow('no package brings ONNX Runtime to aix on ppc64');
    const here = { platform: 'linux', arch: 'x64', from };
    expect(() => findOnnxRuntime(here)).toThrow('expected libonnxruntime.so in the npm package sherpa-onnx-linux-x64');
    install('1.13.8', 'other.so');
    expect(() => findOnnxRuntime(here)).toThrow('ONNX Runtime is not installed');
    install('1.14.0', 'libonnxruntime.so');
    expect(() => findOnnxRuntime(here)).toThrow('sherpa-onnx-linux-x64 is version 1.14.0, expected 1.13.8');
    install('1.13.8', 'libonnxruntime.so');
    expect(findOnnxRuntime(here)).toBe(join(folder, 'node_modules', 'sherpa-onnx-linux-x64', 'libonnxruntime.so'));
  });

  it('refuses a file that is another library, or none', () => {
    expect(() => openOnnxRuntime(1, findLibraries().base)).toThrow('has no function OrtGetApiBase');
    expect(() => openOnnxRuntime(1, from)).toThrow('cannot load the native library');
  });
});

describe.skipIf(!hasOnnxRuntime())('ONNX Runtime', () => {
  const block = (values: Float32Array, shape: Shape): Block => ({ address: addressOf(values), shape });
  const one = Float32Array.of(1);

  it.each([1, 2])('multiplies rightly with %i threads, also after garbage was collected and others were closed', (threads) => {
    const multiplier = openOnnxRuntime(threads);
    const other = openOnnxRuntime(1);
    expect(multiplierFault(other)).toBeNull();
    other.dispose();
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    collect();
    collect();
    expect(multiplierFault(multiplier)).toBeNull();
    multiplier.dispose();
  });

  it('multiplies large matrices with the same bits whatever the number of threads', () => {
    const [a, b] = [1, 2].map((seed) => Float32Array.from({ length: 200 * 300 }, (_, i) => Math.sin(seed * i)));
    const results = [1, 2].map((threads) => {
      const multiplier = openOnnxRuntime(threads);
      const y = new Float32Array(200 * 200);
      multiplier.multiply({
        y: block(y, [200, 200]),
        a: block(a as Float32Array, [200, 300]),
        b: block(b as Float32Array, [200, 300]),
        transposed: { a: false, b: true },
      });
      multiplier.dispose();
      return y;
    });
    expect(results[1]).toEqual(results[0]);
  });

  it('reports shapes that do not fit, and goes on', () => {
    const multiplier = openOnnxRuntime(1);
    const values = new Float32Array(12);
    const transposed = { a: false, b: false };
    const wrong = { y: block(values, [3, 3]), a: block(values, [3, 4]), b: block(values, [3, 4]), transposed };
    expect(() => multiplier.multiply(wrong)).toThrow(expect.objectContaining({ code: 'DEVICE_FAILED', message: expect.stringContaining('ONNX Runtime: ') }));
    expect(multiplierFault(multiplier)).toBeNull();
    multiplier.dispose();
  });

  it.each([
    ['a hundred thousandth off', (y: Float32Array) => y.set(y.map((value) => value * 1.00001))],
    ['adding to what was there', (y: Float32Array) => y.set([Number.NaN])],
  ])('would not be used if it were %s', (_, spoil) => {
    const good = openOnnxRuntime(1);
    const bad: Multiplier = { ...good, multiply: (product) => multiplySpoiled(good, product, spoil) };
    expect(multiplierFault(bad)).toContain('is off by');
    good.dispose();
  });

  /** Into memory of ours, spoiled there, then copied to where the result was wanted: by a product with one. */
  function multiplySpoiled(good: Multiplier, product: Parameters<Multiplier['multiply']>[0], spoil: (y: Float32Array) => void): void {
    const count = elementCount(product.y.shape);
    const y = new Float32Array(count);
    good.multiply({ ...product, y: block(y, product.y.shape) });
    spoil(y);
    const copy = { y: { address: product.y.address, shape: [count, 1] }, a: block(y, [count, 1]), b: block(one, [1, 1]) };
    good.multiply({ ...copy, transposed: { a: false, b: false } });
  }
});
