/** Opens shared libraries by koffi, with the settings ggml needs and errors a user can act on. */
import koffi, { type LibraryHandle } from 'koffi';
import { MixwrightError } from '../shared/errors.ts';

/** Vulkan drivers compile shaders on the caller's stack: koffi's default of 1 MiB (128 KiB for async calls) is not enough (ENGINE.md §5.1). */
const stackBytes = 8 << 20;

/** Loads a library by absolute path, or by name where the system provides it. Throws NOT_AVAILABLE with the loader's reason. */
export function openLibrary(path: string): LibraryHandle {
  try {
    // Refused by koffi once a library is open, and the settings are the process's: only the first call sets them.
    if (koffi.config().sync_stack_size !== stackBytes) koffi.config({ sync_stack_size: stackBytes, async_stack_size: stackBytes });
    return koffi.load(path);
  } catch (cause) {
    throw new MixwrightError('NOT_AVAILABLE', `cannot load the native library ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      file: path,
      cause,
      hint: 'reinstall with npm install; on Windows the Visual C++ runtime (VCRUNTIME140.dll, MSVCP140.dll) must be installed',
    });
  }
}

/** The platform's C library, for functions whose addresses ggml may call on any thread. */
export function openCLibrary(platform: NodeJS.Platform = process.platform): LibraryHandle {
  if (platform === 'win32') return openLibrary('ucrtbase.dll');
  return openLibrary(platform === 'darwin' ? '/usr/lib/libSystem.B.dylib' : 'libc.so.6');
}
