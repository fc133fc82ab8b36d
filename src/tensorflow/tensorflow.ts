/**
 * TensorFlow's C library under TensorFlow.js: finds an installation, loads it into this process, and registers it as the
 * tfjs backend `tensorflow`. Only engine-host processes load it: a failed assertion inside it ends the process.
 */
import { findBackendFactory, registerBackend } from '@tensorflow/tfjs-core';
import { loadBackendModules } from './backendModules.ts';
import { loadBinding } from './binding.ts';
import { findInstallation, type InstallationSource, type SearchOptions } from './installation.ts';

/** The name of the tfjs backend. */
export const tensorflowBackend = 'tensorflow';

export interface AvailableTensorflow {
  readonly available: true;
  /** TensorFlow's own version: what decides its rounding, with the processor and the thread count. */
  readonly version: string;
  /** Whether tensors live on a GPU; false too where a GPU build finds no usable GPU. */
  readonly gpu: boolean;
  readonly source: InstallationSource;
  /** Absolute. */
  readonly folder: string;
  /**
   * Makes `tensorflow` known to this thread's tfjs-core; choosing it (`setBackend`) is the caller's. Repeated calls change nothing.
   * tfjs keeps a typed array that a tensor is made from until the tensor is first used: do not write to it afterwards.
   */
  register(): void;
}

export interface MissingTensorflow {
  readonly available: false;
  /** Why, in words for people. */
  readonly reason: string;
  /** The one command that mends it. */
  readonly hint: string;
}

export type OpenedTensorflow = AvailableTensorflow | MissingTensorflow;

/** The command that adds the library. */
export const addCommand = 'mixwright devices add tensorflow';

/**
 * Opens the TensorFlow that MIXWRIGHT_TENSORFLOW names, else the one in `home`, else the one that tfjs-node-gpu's own install
 * script left in its package. Whatever is missing, damaged or does not load is said in the result; nothing is thrown.
 * @param home the folder of installations: `libraries/tensorflow` in the data directory (`tensorflowHome`).
 */
export async function openTensorflow(home: string, options: Omit<SearchOptions, 'home'> = {}): Promise<OpenedTensorflow> {
  try {
    const installation = findInstallation({ ...options, home });
    const binding = loadBinding(installation.binding);
    return {
      available: true,
      version: binding.TF_Version,
      gpu: binding.isUsingGpuDevice(),
      source: installation.source,
      folder: installation.folder,
      register() {
        if (findBackendFactory(tensorflowBackend)) return;
        const createBackend = loadBackendModules(installation.nodePackage);
        registerBackend(tensorflowBackend, () => createBackend(binding), backendPriority);
      },
    };
  } catch (error) {
    return { available: false, reason: error instanceof Error ? error.message : String(error), hint: addCommand };
  }
}

/** tfjs-node's own: above the backends in JavaScript and WebAssembly. */
const backendPriority = 3;
