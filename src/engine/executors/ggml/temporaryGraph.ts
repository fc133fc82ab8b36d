/**
 * Small graphs whose shapes are known only when their data is: one product per expert. Descriptions are made anew for
 * each run in one reused context, intermediate results lie in one reused piece of memory, sized beforehand for the worst case.
 */
import { ggmlTypes } from '../../../llamacpp/abi.ts';
import type { Pointer } from '../../../llamacpp/cTypes.ts';
import type { Ggml } from '../../../llamacpp/ggml.ts';
import { MixwrightError } from '../../../shared/errors.ts';
import { byteLength } from '../../dtype.ts';
import { elementCount } from '../../shape.ts';
import type { Emitter, Make } from './emitter.ts';
import { type Handle, ownHandle, viewHandle } from './handle.ts';
import type { Resources } from './resources.ts';

/** Descriptions held at a time; a longer graph runs in several. */
const tensorsAtOnce = 512;
/** Tensors that one build may make. */
const tensorsPerBuild = 24;
/** At least the alignment of every backend's buffers (Vulkan allows itself up to 256). */
const alignment = 256;

/** Where a result goes: dense, at a byte offset of a tensor that has memory. */
export interface Destination {
  readonly tensor: Handle;
  readonly byteOffset: number;
}

export interface TemporaryEmitter extends Emitter {
  /** A tensor that has memory already, to be read here; its own history stays out of this graph. */
  borrow(tensor: Handle): Handle;
}

export interface TemporaryGraph {
  /** Grows the memory for intermediate results to what this build needs. What is added later may not need more. */
  reserve(build: (emitter: TemporaryEmitter) => Handle): void;
  /** A context describing the memory reserved, to be sized or allocated like any other; null when none is needed. */
  workspace(): Pointer | null;
  /** Says in which buffer it was allocated. */
  attach(buffer: Pointer): void;
  /** Adds one result to the graph; memory of earlier results' intermediates is used again. */
  add(destination: Destination, build: (emitter: TemporaryEmitter) => Handle): void;
  /** Computes what was added. */
  compute(): void;
  dispose(): void;
}

interface Made {
  readonly pointer: Pointer;
  /** Bytes of memory of its own; null for a view. */
  readonly bytes: number | null;
}

export function createTemporaryGraph(resources: Resources): TemporaryGraph {
  const { ggml, backend } = resources;
  const context = resources.createContext({ tensors: tensorsAtOnce, graphNodes: tensorsAtOnce });
  const placer = createPlacer(resources);
  let pending: Pointer[] = [];
  let described = 0;
  const restart = (): void => {
    ggml.reset(context);
    pending = [];
    described = 0;
  };
  const collect = (build: (emitter: TemporaryEmitter) => Handle): { readonly made: readonly Made[]; readonly result: Handle } => {
    const made: Made[] = [];
    const result = build(collectingEmitter(resources, context, made));
    described += tensorsPerBuild;
    return { made, result };
  };
  const compute = (): void => {
    try {
      if (pending.length === 0) return;
      const graph = ggml.new_graph_custom(context, tensorsAtOnce, false);
      for (const node of pending) ggml.build_forward_expand(graph, node);
      backend.useThreads(backend.threads);
      backend.compute(graph);
    } finally {
      restart();
    }
  };
  return {
    reserve(build) {
      const { made, result } = collect(build);
      const missing = made.find(({ pointer, bytes }) => bytes !== null && !ggml.backend_supports_op(backend.pointer, pointer));
      placer.reserve(made, result);
      restart();
      if (missing)
        throw new MixwrightError('NOT_AVAILABLE', `${backend.device.name} cannot compute products grouped by expert`, { hint: 'choose another device' });
    },
    workspace: placer.workspace,
    attach: placer.attach,
    add(destination, build) {
      if (described + tensorsPerBuild > tensorsAtOnce) compute();
      const { made, result } = collect(build);
      pending.push(placer.place(made, result, destination, context));
    },
    compute,
    dispose: () => {
      resources.free('contexts', context);
      placer.dispose();
    },
  };
}

function collectingEmitter({ ggml }: Resources, context: Pointer, made: Made[]): TemporaryEmitter {
  const keep = (make: Make, bytes: number | null): Pointer => {
    const pointer = make(context);
    made.push({ pointer, bytes });
    return pointer;
  };
  return {
    ggml,
    node: (type, make) => ownHandle(keep(make, byteLength(type.dtype, elementCount(type.shape))), type),
    view: (of, as, make) => viewHandle(of, keep(make, null), as),
    borrow: (tensor) =>
      viewHandle(
        tensor,
        keep((into) => ggml.view_tensor(into, tensor.pointer), null),
        tensor,
      ),
  };
}

interface Placer {
  reserve(made: readonly Made[], result: Handle): void;
  workspace(): Pointer | null;
  attach(buffer: Pointer): void;
  /** Gives every tensor made its memory; the node to compute: the result, or its copy where it cannot be computed in its place. */
  place(made: readonly Made[], result: Handle, destination: Destination, context: Pointer): Pointer;
  dispose(): void;
}

/** On the CPU a result is computed where it belongs. Other backends bind buffers at aligned offsets only, so there it is copied. */
function createPlacer(resources: Resources): Placer {
  const { ggml, backend } = resources;
  // Owns nothing and spans all addresses a process can have: the CPU looks at a tensor's address only.
  const everywhere = backend.device.kind === 'cpu' ? resources.spanAddresses(BigInt(alignment)) : null;
  const own = ({ bytes, pointer }: Made, result: Handle): number =>
    bytes === null || (everywhere !== null && pointer === result.pointer) ? 0 : aligned(bytes);
  let reserved = 0;
  let space: { readonly context: Pointer; readonly tensor: Pointer } | null = null;
  let memory: Pointer | null = null;
  return {
    reserve(made, result) {
      reserved = Math.max(
        reserved,
        made.reduce((sum, one) => sum + own(one, result), 0),
      );
    },
    workspace() {
      if (reserved > 0 && space === null) {
        const context = resources.createContext({ tensors: 1 });
        space = { context, tensor: ggml.new_tensor_4d(context, ggmlTypes.f32, reserved / 4, 1, 1, 1) };
      }
      return space?.context ?? null;
    },
    attach(buffer) {
      memory = buffer;
    },
    place(made, result, { tensor, byteOffset }, context) {
      if (made.reduce((sum, one) => sum + own(one, result), 0) > reserved) {
        throw new MixwrightError('INTERNAL', 'a product by expert needs more memory than was reserved for it');
      }
      let scratch = space && ggml.get_data(space.tensor);
      const target = ggml.get_data(tensor.pointer) as Pointer;
      for (const one of made) {
        const size = own(one, result);
        if (one.bytes === null) ggml.backend_view_init(one.pointer);
        else if (size === 0) ggml.backend_tensor_alloc(everywhere as Pointer, one.pointer, target + BigInt(byteOffset));
        else {
          ggml.backend_tensor_alloc(memory as Pointer, one.pointer, scratch as Pointer);
          scratch = (scratch as Pointer) + BigInt(size);
        }
      }
      return everywhere === null ? copyInto(ggml, context, result, { tensor, byteOffset }) : result.pointer;
    },
    dispose() {
      if (everywhere !== null) resources.free('buffers', everywhere);
      if (space !== null) resources.free('contexts', space.context);
    },
  };
}

function copyInto(ggml: Ggml, context: Pointer, { pointer, layout }: Handle, { tensor, byteOffset }: Destination): Pointer {
  const { sizes, strides } = layout;
  const target = ggml.view_tensor(context, tensor.pointer);
  ggml.backend_view_init(target);
  const view = ggml.view_4d(context, target, ...sizes, strides[1], strides[2], strides[3], byteOffset);
  ggml.backend_view_init(view);
  const copy = ggml.cpy(context, pointer, view);
  ggml.backend_view_init(copy);
  return copy;
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
