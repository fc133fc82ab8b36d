/** Every native object an executor makes passes through here, so that nothing outlives its session and tests can count what is left. */
import type { Backend } from '../../../llamacpp/backend.ts';
import type { Pointer } from '../../../llamacpp/cTypes.ts';
import type { Ggml } from '../../../llamacpp/ggml.ts';

/** Native objects not yet freed. */
export interface LiveCount {
  readonly contexts: number;
  readonly buffers: number;
  readonly allocators: number;
}

export interface Resources {
  readonly ggml: Ggml;
  readonly backend: Backend;
  /** A context for descriptions of that many tensors, or of one graph of that many nodes. */
  createContext(room: { readonly tensors?: number; readonly graphNodes?: number }): Pointer;
  /** Memory for all tensors of a context, zeroed; null when the device has not enough. */
  allocate(context: Pointer): Pointer | null;
  /** A buffer over addresses that are not its own: nothing is allocated, and freeing it frees nothing else. */
  spanAddresses(start: Pointer): Pointer;
  createGraphAllocator(): Pointer;
  free(kind: keyof LiveCount, object: Pointer): void;
  live(): LiveCount;
}

/** More bytes than a process has addresses. */
const addressSpace = 2 ** 52;

export function createResources(ggml: Ggml, backend: Backend): Resources {
  const objects: Record<keyof LiveCount, Set<Pointer>> = { contexts: new Set(), buffers: new Set(), allocators: new Set() };
  const free = { contexts: ggml.free, buffers: ggml.backend_buffer_free, allocators: ggml.gallocr_free };
  const keep = (kind: keyof LiveCount, object: Pointer): Pointer => {
    objects[kind].add(object);
    return object;
  };
  const overhead = ggml.tensor_overhead();
  return {
    ggml,
    backend,
    createContext: ({ tensors = 0, graphNodes = 0 }) =>
      keep('contexts', ggml.init(tensors * overhead + (graphNodes > 0 ? ggml.graph_overhead_custom(graphNodes, false) : 0))),
    allocate(context) {
      const buffer = ggml.backend_alloc_ctx_tensors_from_buft(context, backend.bufferType);
      if (buffer === null) return null;
      // Fresh memory may hold denormals, which slow the CPU down twentyfold (ENGINE.md §4.1).
      ggml.backend_buffer_clear(buffer, 0);
      return keep('buffers', buffer);
    },
    spanAddresses: (start) => keep('buffers', ggml.backend_cpu_buffer_from_ptr(start, addressSpace)),
    createGraphAllocator: () => keep('allocators', ggml.gallocr_new(backend.bufferType)),
    free(kind, object) {
      if (objects[kind].delete(object)) free[kind](object);
    },
    live: () => ({ contexts: objects.contexts.size, buffers: objects.buffers.size, allocators: objects.allocators.size }),
  };
}
