/**
 * How much memory lowered programs take, and giving it to them. Both go through the same allocator, once with leaves at
 * made-up addresses and once for real, so that what was predicted is what is allocated (DESIGN §2.7, fit proof).
 */
import type { Pointer } from '../../../llamacpp/cTypes.ts';
import type { MemoryPlan } from '../executor.ts';
import { type LeafKind, leafKinds } from './leaves.ts';
import type { Lowered, LoweredProgram } from './lowering.ts';
import type { Resources } from './resources.ts';

export interface Allocation {
  /** What was allocated, as the buffers themselves say. */
  readonly memory: MemoryPlan;
  dispose(): void;
}

/** Sizes programs without allocating. They must have been lowered for this only: they cannot be given memory afterwards. */
export function measure(resources: Resources, lowered: Lowered): MemoryPlan {
  const { ggml, backend } = resources;
  const bytes = byKind((kind) => sumOf(contextsOf(lowered, kind).map((context) => ggml.backend_alloc_ctx_tensors_from_buft_size(context, backend.bufferType))));
  const imaginary = placeAtImaginaryAddresses(resources, lowered);
  try {
    const { shared, sizes } = measureGraphs(resources, lowered);
    return planOf(bytes, shared ? Math.max(0, ...sizes.values()) : sumOf(sizes.values()));
  } finally {
    resources.free('buffers', imaginary);
  }
}

/** Allocates everything; null, with nothing left behind, when the device has not enough. */
export function allocate(resources: Resources, lowered: Lowered): Allocation | null {
  const { ggml } = resources;
  const buffers: Pointer[] = [];
  const allocators: Pointer[] = [];
  const dispose = (): void => {
    for (const allocator of allocators) resources.free('allocators', allocator);
    for (const buffer of buffers) resources.free('buffers', buffer);
  };
  const leafBytes = byKind((kind) => {
    const own = contextsOf(lowered, kind).map((context) => resources.allocate(context));
    buffers.push(...own.filter((buffer) => buffer !== null));
    return own.includes(null) ? Number.NaN : sumOf(own.map((buffer) => ggml.backend_buffer_get_size(buffer as Pointer)));
  });
  // The workspace of temporary graphs is the last of the scratch kind, which is the last kind.
  if (lowered.temporary.workspace() !== null) lowered.temporary.attach(buffers.at(-1) as Pointer);
  const activations = Number.isNaN(sumOf(Object.values(leafBytes))) ? null : allocateGraphs(resources, lowered, allocators);
  if (activations === null) {
    dispose();
    return null;
  }
  lowered.leaves.upload();
  return { memory: planOf(leafBytes, activations), dispose };
}

/** Programs run one at a time and share the memory of their temporaries, unless one outgrows what the device gives in a piece. */
function allocateGraphs(resources: Resources, lowered: Lowered, allocators: Pointer[]): number | null {
  const { ggml } = resources;
  const { shared, sizes } = measureGraphs(resources, lowered);
  // The largest first: later ones then fit into what it was given, and its addresses stay.
  const largestFirst = [...sizes].sort(([, a], [, b]) => b - a);
  for (const [{ graph }] of largestFirst) {
    if (!shared || allocators.length === 0) allocators.push(resources.createGraphAllocator());
    const allocator = allocators.at(-1) as Pointer;
    // Reserved explicitly: a graph that happens to resemble the one before would be given the other's addresses.
    if (!ggml.gallocr_reserve(allocator, graph) || !ggml.gallocr_alloc_graph(allocator, graph)) return null;
  }
  return sumOf(allocators.map((allocator) => ggml.gallocr_get_buffer_size(allocator, 0)));
}

interface GraphSizes {
  readonly shared: boolean;
  readonly sizes: ReadonlyMap<LoweredProgram, number>;
}

function measureGraphs(resources: Resources, { programs }: Lowered): GraphSizes {
  const { ggml, backend } = resources;
  const sizes = new Map<LoweredProgram, number>();
  for (const program of programs.values()) {
    const allocator = resources.createGraphAllocator();
    const size = new BigUint64Array(1);
    ggml.gallocr_reserve_n_size(allocator, program.graph, null, null, size);
    resources.free('allocators', allocator);
    sizes.set(program, Number(size[0]));
  }
  const largest = BigInt(ggml.backend_get_max_size(backend.pointer));
  return { shared: [...sizes.values()].every((size) => BigInt(size) <= largest), sizes };
}

/** The allocator of temporaries leaves tensors alone that have an address already; nothing is read or written there. */
function placeAtImaginaryAddresses(resources: Resources, { leaves }: Lowered): Pointer {
  const start = 4096n;
  const imaginary = resources.spanAddresses(start);
  for (const { pointer } of leaves.all) resources.ggml.backend_tensor_alloc(imaginary, pointer, start);
  return imaginary;
}

function contextsOf({ leaves, temporary }: Lowered, kind: LeafKind): readonly Pointer[] {
  const workspace = kind === 'scratch' ? temporary.workspace() : null;
  return workspace === null ? leaves.arenas[kind].contexts : [...leaves.arenas[kind].contexts, workspace];
}

function byKind(bytesOf: (kind: LeafKind) => number): Record<LeafKind, number> {
  return Object.fromEntries(leafKinds.map((kind) => [kind, bytesOf(kind)])) as Record<LeafKind, number>;
}

function planOf(leafBytes: Record<LeafKind, number>, activations: number): MemoryPlan {
  return { ...leafBytes, activations, total: sumOf(Object.values(leafBytes)) + activations };
}

function sumOf(values: Iterable<number>): number {
  return [...values].reduce((sum, value) => sum + value, 0);
}
