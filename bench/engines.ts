/** What a benchmark can compute with, by the name its command line takes. All on the CPU, with the same number of threads. */
import { homedir } from 'node:os';
import type { Executor } from '../src/engine/executors/executor.ts';
import { createGgmlExecutor } from '../src/engine/executors/ggml/executor.ts';
import type { ProductChoice } from '../src/engine/executors/ggml/products/openProducts.ts';
import { openTfjsBackend } from '../src/engine/executors/tfjs/backends.ts';
import { createTfjsExecutor } from '../src/engine/executors/tfjs/executor.ts';
import { computeCores } from '../src/llamacpp/cores.ts';
import { listDevices } from '../src/llamacpp/devices.ts';
import { loadGgml } from '../src/llamacpp/ggml.ts';
import { dataPaths } from '../src/services/directory/dataPaths.ts';
import { tensorflowHome } from '../src/tensorflow/installation.ts';
import { openTensorflow } from '../src/tensorflow/tensorflow.ts';

/** The whole machine unless said. */
export const threads = Number(process.env.MIXWRIGHT_THREADS || computeCores());

const engines = {
  /** As it ships: large products through ONNX Runtime's kernels where they are installed. */
  ggml: async () => ggml('auto'),
  /** Its own kernels alone. */
  'ggml-own': async () => ggml('ggml'),
  'tfjs-tensorflow': async () => {
    const opened = await openTensorflow(
      tensorflowHome(dataPaths(undefined, { variables: process.env, platform: process.platform, home: homedir() }).libraries),
    );
    if (!opened.available) throw new Error(`${opened.reason}: ${opened.hint}`);
    const backend = await openTfjsBackend('tensorflow', async () => opened.register());
    return createTfjsExecutor({ backend, library: { version: opened.version, threads, settings: {} } });
  },
  'tfjs-wasm': async () => createTfjsExecutor({ backend: await openTfjsBackend('wasm') }),
} as const satisfies Record<string, () => Promise<Executor>>;

export type EngineName = keyof typeof engines;

export function openEngine(name: string): Promise<Executor> {
  const open = (engines as Readonly<Record<string, () => Promise<Executor>>>)[name];
  if (!open) throw new Error(`expected an engine (${Object.keys(engines).join(', ')}), got "${name}"`);
  return open();
}

function ggml(products: ProductChoice): Executor {
  const library = loadGgml();
  const device = listDevices(library).find(({ kind }) => kind === 'cpu');
  if (!device) throw new Error('no CPU device');
  return createGgmlExecutor({ ggml: library, device, threads, products });
}
