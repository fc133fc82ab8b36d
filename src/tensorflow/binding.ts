/** Loads the native addon that joins TensorFlow's C library and TensorFlow.js. */
import { constants } from 'node:os';
import { MixwrightError } from '../shared/errors.ts';

/** The part of the addon that Mixwright itself calls; the rest is between it and its JavaScript. */
export interface TensorflowBinding {
  readonly TF_Version: string;
  isUsingGpuDevice(): boolean;
}

/**
 * Loads the addon into this thread; each thread gets one TensorFlow context of its own over the same library.
 * @throws MixwrightError NOT_AVAILABLE with the loader's reason.
 */
export function loadBinding(path: string): TensorflowBinding {
  try {
    // What `require` does for a .node file, but at once instead of symbol by symbol: a library that lacks a function fails here, not in the middle of a run.
    const module = { exports: {} as TensorflowBinding };
    process.dlopen(module, path, constants.dlopen.RTLD_NOW);
    return module.exports;
  } catch (cause) {
    throw new MixwrightError('NOT_AVAILABLE', `TensorFlow's library does not load: ${cause instanceof Error ? cause.message : String(cause)}`, {
      file: path,
      cause,
    });
  }
}
