/** The executors of this machine, for suites that run over all of them. What is missing is named once, not failed. */

import { blocks, type Dtype } from '../../src/engine/dtype.ts';
import type { Executor, Tolerance } from '../../src/engine/executors/executor.ts';
import { createGgmlExecutor } from '../../src/engine/executors/ggml/executor.ts';
import { findOnnxRuntime } from '../../src/engine/executors/ggml/products/onnxRuntime/library.ts';
import { encodeValues } from '../../src/engine/executors/reference/storage.ts';
import { type BackendName, openTfjsBackend } from '../../src/engine/executors/tfjs/backends.ts';
import { createTfjsExecutor } from '../../src/engine/executors/tfjs/executor.ts';
import { tolerances } from '../../src/engine/executors/tolerances.ts';
import { type Device, listDevices } from '../../src/llamacpp/devices.ts';
import { type Ggml, loadGgml } from '../../src/llamacpp/ggml.ts';

export interface TestedExecutor {
  readonly label: string;
  readonly tolerance: Tolerance;
  open(): Executor;
}

export function testedExecutors(): readonly TestedExecutor[] {
  const ggml = loadGgml();
  const devices = listDevices(ggml);
  if (!devices.some(({ backend }) => backend === 'Vulkan'))
    console.info('no Vulkan device here: its checks are skipped (scripts/lavapipe.sh sets up a software one)');
  const own = devices.map((device) => ({
    label: `ggml ${device.name}`,
    tolerance: device.kind === 'cpu' ? tolerances.ggmlCpu : tolerances.ggmlVulkan,
    open: () => createGgmlExecutor({ ggml, device, threads: 1, products: 'ggml' }),
  }));
  return [...own, ...(hasOnnxRuntime() ? [withOnnxRuntime(ggml)] : []), ...tfjsExecutors];
}

/** TensorFlow.js in JavaScript and WebAssembly runs everywhere. */
export const tfjsExecutors: readonly TestedExecutor[] = [await tfjsExecutor('cpu'), await tfjsExecutor('wasm'), ...(await withTensorflow())];

/** Where MIXWRIGHT_TENSORFLOW names an installation. */
async function withTensorflow(): Promise<readonly TestedExecutor[]> {
  if (!process.env.MIXWRIGHT_TENSORFLOW) {
    console.info('no TensorFlow here (MIXWRIGHT_TENSORFLOW names an installation): its checks are skipped');
    return [];
  }
  const { openTensorflow } = await import('../../src/tensorflow/tensorflow.ts');
  const opened = await openTensorflow('');
  // Named and not to be had is a failure, not a machine without it.
  if (!opened.available) throw new Error(opened.reason);
  const backend = await openTfjsBackend('tensorflow', async () => opened.register());
  const library = { version: opened.version, threads: 1, settings: {} };
  return [{ label: 'tfjs tensorflow', tolerance: tolerances.tfjs, open: () => createTfjsExecutor({ backend, library }) }];
}

async function tfjsExecutor(name: BackendName): Promise<TestedExecutor> {
  const backend = await openTfjsBackend(name);
  return { label: `tfjs ${name}`, tolerance: tolerances.tfjs, open: () => createTfjsExecutor({ backend }) };
}

/** Every product by the library, however small. */
function withOnnxRuntime(ggml: Ggml): TestedExecutor {
  const device = cpuDevice(ggml);
  const open = (): Executor => createGgmlExecutor({ ggml, device, threads: 1, products: 'onnxruntime' });
  return { label: `ggml ${device.name} with ONNX Runtime`, tolerance: tolerances.ggmlCpu, open };
}

/** It comes with npm for some platforms only. */
export function hasOnnxRuntime(): boolean {
  try {
    return findOnnxRuntime() !== '';
  } catch {
    console.info('no ONNX Runtime here: its checks are skipped');
    return false;
  }
}

export function cpuDevice(ggml: Ggml): Device {
  return listDevices(ggml).find(({ kind }) => kind === 'cpu') as Device;
}

/** ggml's type numbers of the block types (ggml.h, enum ggml_type). */
const blockTypes = { q8_0: 8, q4_K: 12 } as const;

/** Stored bytes of values in any dtype; block types through ggml's own quantiser. */
export function storedBytes(values: Float64Array, dtype: Dtype, rowLength: number): Uint8Array {
  if (dtype !== 'q8_0' && dtype !== 'q4_K') return encodeValues(values, dtype);
  const bytes = new Uint8Array((values.length / blocks[dtype].elements) * blocks[dtype].bytes);
  loadGgml().quantize_chunk(blockTypes[dtype], Float32Array.from(values), bytes, 0, values.length / rowLength, rowLength, null);
  return bytes;
}
