/** The binding to ggml: loads the libraries in the order they need, checks them, and gives their functions typed. */
import koffi from 'koffi';
import { type Abi, checkAbi, expectedAbi } from './abi.ts';
import { bindFunctions, type NativeFunctions, type Pointer } from './cTypes.ts';
import { findLibraries, type Libraries } from './libraries.ts';
import { openCLibrary, openLibrary } from './nativeLibrary.ts';
import { baseSignatures, registrySignatures } from './signatures.ts';

export interface Ggml extends NativeFunctions<typeof baseSignatures>, NativeFunctions<typeof registrySignatures> {
  readonly libraries: Libraries;
  /** A context for tensor and graph descriptions, holding no tensor data. Too small a one aborts the process. */
  init(bytes: number): Pointer;
}

export interface LoadOptions {
  readonly libraries?: Libraries;
  readonly expected?: Abi;
}

/**
 * Loads ggml into this thread. Threads share what is loaded, but the libraries are closed when the thread that opened
 * them last ends (ENGINE.md §5.1): the process's main thread loads first and lives longest.
 * Throws NOT_AVAILABLE when the libraries are missing, damaged or not the tested ones.
 */
export function loadGgml({ libraries = findLibraries(), expected = expectedAbi }: LoadOptions = {}): Ggml {
  const baseLibrary = openLibrary(libraries.base);
  const base = bindFunctions(baseLibrary, 'ggml_', baseSignatures);
  checkAbi(base, expected, libraries.base);
  // ggml's log is muted by a native function: a JavaScript callback on a compute thread would take the process down.
  base.log_set(openCLibrary().symbol('abs') as Pointer, null);
  const registry = bindFunctions(openLibrary(libraries.registry), 'ggml_', registrySignatures);
  // The registry belongs to the process: a second load would list every device twice.
  if (registry.backend_dev_count() === 0) {
    // First, so that of two ways to one GPU the one that the user added comes first. One that does not load is null and passed over.
    libraries.added.find((path) => registry.backend_load(path) !== null);
    registry.backend_load_all_from_path(libraries.directory);
  }

  const parameters = koffi.struct({ mem_size: 'size_t', mem_buffer: 'void*', no_alloc: 'bool' });
  const initialise = baseLibrary.func('ggml_init', 'void*', [parameters]);
  return { ...base, ...registry, libraries, init: (bytes) => initialise({ mem_size: bytes, mem_buffer: null, no_alloc: true }) as Pointer };
}
