import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { createAbortFlag, lowerAbortFlag, raiseAbortFlag } from '../../src/llamacpp/abortFlag.ts';
import { openBackend } from '../../src/llamacpp/backend.ts';
import { computeCores, countPhysicalCores } from '../../src/llamacpp/cores.ts';
import { type Device, listDevices } from '../../src/llamacpp/devices.ts';
import { loadGgml } from '../../src/llamacpp/ggml.ts';
import { type ProductGraph, productGraph } from './graphs.ts';

const ggml = loadGgml();
const cpu = listDevices(ggml).find((device) => device.kind === 'cpu') as Device;

describe('a backend on the CPU', () => {
  it('refuses more threads than the machine has cores', () => {
    expect(() => openBackend(ggml, cpu, { threads: computeCores() + 1 })).toThrow(expect.objectContaining({ code: 'BAD_OPTIONS' }));
    expect(() => openBackend(ggml, cpu, { threads: 0 })).toThrow(expect.objectContaining({ code: 'BAD_OPTIONS' }));
  });

  it('computes the same bits with one thread and with all of them', () => {
    const n = 64;
    const a = Float32Array.from({ length: n * n }, (_, i) => Math.sin(i) / 8);
    const x = Float32Array.from({ length: n * 5 }, (_, i) => Math.cos(i));
    const backend = openBackend(ggml, cpu);
    const product = productGraph(ggml, backend, { a, x, n, repeats: 3 });
    const compute = (threads: number): Float32Array => {
      backend.useThreads(threads);
      backend.compute(product.graph);
      const result = new Float32Array(n * 5);
      ggml.backend_tensor_get(product.result, result, 0, result.byteLength);
      return result;
    };
    expect(compute(1)).toEqual(compute(backend.threads));
    product.dispose();
    backend.dispose();
  });

  it('stops a long graph when another thread raises the abort flag, and computes again once it is lowered', async () => {
    const abortFlag = createAbortFlag();
    const backend = openBackend(ggml, cpu, { threads: 1, abortFlag });
    const n = 512;
    const graph = (repeats: number): ProductGraph => productGraph(ggml, backend, { a: new Float32Array(n * n), x: new Float32Array(n * 64), n, repeats });
    const [product, long] = [graph(10), graph(1000)];
    const start = performance.now();
    backend.compute(product.graph);
    const short = performance.now() - start;

    // At some moment of a computation that is a hundred times as long, which never writes its result then.
    const unwritten = new Float32Array(n * 64).fill(7);
    ggml.backend_tensor_set(long.result, unwritten, 0, unwritten.byteLength);
    const raiser = raiseFromAnotherThread(abortFlag, short * 2);
    await raiser.ready;
    expect(() => backend.compute(long.graph)).toThrow(expect.objectContaining({ code: 'STOPPED' }));
    await raiser.ended;
    const result = new Float32Array(unwritten.length);
    ggml.backend_tensor_get(long.result, result, 0, result.byteLength);
    expect(result).toEqual(unwritten);

    raiseAbortFlag(abortFlag);
    expect(() => backend.compute(product.graph)).toThrow(expect.objectContaining({ code: 'STOPPED' }));
    lowerAbortFlag(abortFlag);
    backend.compute(product.graph);
    product.dispose();
    long.dispose();
    backend.dispose();
  });
});

describe('the number of compute cores', () => {
  it('counts a core with two hardware threads once, on each socket', () => {
    const processor = (socket: number, core: number): string => `processor\t: 0\nphysical id\t: ${socket}\ncore id\t\t: ${core}\nflags\t: fpu`;
    expect(countPhysicalCores([processor(0, 0), processor(0, 0), processor(0, 1), processor(1, 0)].join('\n\n'))).toBe(3);
  });

  it('is unknown where the system does not name cores', () => {
    expect(countPhysicalCores('processor\t: 0\nBogoMIPS\t: 50.00\n\nprocessor\t: 1\nBogoMIPS\t: 50.00\n')).toBeNull();
  });
});

/** Raises the flag from a worker thread some milliseconds after the computation can have begun; this thread is blocked meanwhile. */
function raiseFromAnotherThread(flag: Uint8Array<SharedArrayBuffer>, milliseconds: number): { readonly ready: Promise<void>; readonly ended: Promise<void> } {
  const source = `const { workerData, parentPort } = require('node:worker_threads');
    parentPort.postMessage('ready');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, workerData.milliseconds);
    Atomics.store(workerData.flag, 0, 1);`;
  const worker = new Worker(source, { eval: true, workerData: { flag, milliseconds } });
  return {
    ready: new Promise((resolve) => worker.once('message', () => resolve())),
    ended: new Promise((resolve) => worker.once('exit', () => resolve())),
  };
}
