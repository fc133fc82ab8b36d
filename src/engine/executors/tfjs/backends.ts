/** Opens TensorFlow.js with one of its backends. Each is loaded only when it is asked for. */
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { MixwrightError } from '../../../shared/errors.ts';
import { registerTensorflowMatmul } from './tensorflowMatmul.ts';
import { refuseNull, type WasmMemory } from './wasmMemory.ts';
import { registerWasmSlice } from './wasmSlice.ts';

export type BackendName = 'tensorflow' | 'wasm' | 'cpu';

export interface TfjsBackend {
  readonly name: BackendName;
  readonly core: typeof import('@tensorflow/tfjs-core');
  readonly version: string;
  /** Whether tensors live on a GPU. */
  readonly gpu: boolean;
}

/** TensorFlow.js's version, without loading it. */
export function tfjsVersion(): string {
  return (createRequire(import.meta.url)('@tensorflow/tfjs-core/package.json') as { readonly version: string }).version;
}

/**
 * @param register loads the native backend and registers it as 'tensorflow'; the two others come with TensorFlow.js.
 * @throws MixwrightError DEVICE_FAILED when the backend does not start.
 */
export async function openTfjsBackend(name: BackendName, register?: () => Promise<void>): Promise<TfjsBackend> {
  const core = await import('@tensorflow/tfjs-core');
  // Else the JavaScript backend advertises the native one on stderr.
  core.enableProdMode();
  try {
    await load[name](core, register);
    if (!(await core.setBackend(name))) throw new Error('it does not start');
    if (name === 'wasm') refuseNull((core.backend() as unknown as { readonly wasm: WasmMemory }).wasm);
  } catch (cause) {
    throw new MixwrightError('DEVICE_FAILED', `TensorFlow.js backend "${name}": ${cause instanceof Error ? cause.message : String(cause)}`, {
      field: 'device',
      hint: 'choose another device (mixwright devices lists them)',
      cause,
    });
  }
  const gpu = name === 'tensorflow' && (core.backend() as unknown as { readonly isUsingGpuDevice: boolean }).isUsingGpuDevice;
  return { name, core, version: core.version_core, gpu };
}

type Load = (core: TfjsBackend['core'], register?: () => Promise<void>) => Promise<void>;

const load: Readonly<Record<BackendName, Load>> = {
  async tensorflow(core, register) {
    if (!register) throw new Error('libtensorflow is not here');
    await register();
    registerTensorflowMatmul(core);
  },
  async wasm(core) {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    // Paths on the disk: what the package finds by itself is relative to a page.
    setWasmPaths(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')) + sep);
    registerWasmSlice(core);
  },
  async cpu() {
    await import('@tensorflow/tfjs-backend-cpu');
  },
};
