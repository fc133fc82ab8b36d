import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { expectedAbi, ggmlTypes } from '../../src/llamacpp/abi.ts';
import { openBackend } from '../../src/llamacpp/backend.ts';
import { type Device, listDevices } from '../../src/llamacpp/devices.ts';
import { loadGgml } from '../../src/llamacpp/ggml.ts';
import { bundleForNode } from '../support/bundle.ts';
import { productGraph } from './graphs.ts';

const ggml = loadGgml();
const devices = listDevices(ggml);
const cpu = devices.find((device) => device.kind === 'cpu') as Device;

/** Milliseconds: a software Vulkan device compiles its first shaders for some ten seconds. */
const shaderCompilation = 120_000;

describe('the ggml binding', () => {
  it.each([
    ['version', { ...expectedAbi, version: '0.9.7' }],
    ['tensorOverhead', { ...expectedAbi, tensorOverhead: 360 }],
    ['opNames', { ...expectedAbi, opNames: 1 }],
    ['typeNames', { ...expectedAbi, typeNames: 1 }],
  ])('refuses a library whose %s is not the expected one', (field, expected) => {
    expect(() => loadGgml({ expected })).toThrow(
      expect.objectContaining({ code: 'NOT_AVAILABLE', message: expect.stringContaining(`expected ${field} ${expected[field as 'version']}`) }),
    );
  });

  it('lists the CPU with its memory and instruction sets, once, however often it is loaded', () => {
    const again = listDevices(loadGgml());
    expect(again.map((device) => device.name)).toEqual(devices.map((device) => device.name));
    expect(again.filter((device) => device.kind === 'cpu')).toHaveLength(1);
    expect(cpu).toMatchObject({ name: 'CPU', backend: 'CPU', driver: expect.stringMatching(/\w/) });
    expect(cpu.memoryTotal).toBeGreaterThan(2 ** 28);
    expect(cpu.memoryFree).toBeLessThanOrEqual(cpu.memoryTotal);
  });

  it.each(devices.map((device) => [device.name, device] as const))(
    'multiplies matrices on %s',
    (_, device) => {
      const backend = openBackend(ggml, device, { threads: 1 });
      // Rows of both operands are dotted: [[1,2,3],[4,5,6]] with [[1,0,2]] and [[0,1,-1]].
      const product = productGraph(ggml, backend, { a: Float32Array.of(1, 2, 3, 4, 5, 6), x: Float32Array.of(1, 0, 2, 0, 1, -1), n: 3, repeats: 1 });
      backend.compute(product.graph);
      const result = new Float32Array(4);
      ggml.backend_tensor_get(product.result, result, 0, result.byteLength);
      expect([...result]).toEqual([7, 16, -1, -1]);
      product.dispose();
      backend.dispose();
    },
    shaderCompilation,
  );

  it('says how large an allocation would be without making it', () => {
    const backend = openBackend(ggml, cpu, { threads: 1 });
    const context = ggml.init(ggml.tensor_overhead() * 4);
    ggml.new_tensor_4d(context, ggmlTypes.q8_0, 64, 3, 1, 1);
    const predicted = ggml.backend_alloc_ctx_tensors_from_buft_size(context, backend.bufferType);
    const buffer = ggml.backend_alloc_ctx_tensors_from_buft(context, backend.bufferType) as bigint;
    expect(predicted).toBeGreaterThanOrEqual(3 * 2 * 34);
    expect(ggml.backend_buffer_get_size(buffer)).toBe(predicted);
    ggml.backend_buffer_free(buffer);
    ggml.free(context);
    backend.dispose();
  });

  it('loads in worker threads after the main thread did, and the devices are still there when they ended', async () => {
    const listed = [await devicesOfWorker(), await devicesOfWorker()];
    expect(listed).toEqual([devices.map((device) => device.name), devices.map((device) => device.name)]);
    expect(listDevices(ggml)).toHaveLength(devices.length);
  });
});

async function devicesOfWorker(): Promise<string[]> {
  const worker = new Worker(await bundleForNode('test/llamacpp/listDevicesWorker.ts'));
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
