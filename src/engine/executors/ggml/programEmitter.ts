/** Collects a program's nodes in the order they run, cut into native stretches and host steps between them. */
import { ggmlTypes } from '../../../llamacpp/abi.ts';
import { addressOf, type Pointer } from '../../../llamacpp/cTypes.ts';
import { MixwrightError } from '../../../shared/errors.ts';
import type { TensorType } from '../../graph.ts';
import { showShape } from '../../shape.ts';
import type { Arena } from './arena.ts';
import type { Make, ProgramEmitter } from './emitter.ts';
import { type Handle, ownHandle, viewHandle } from './handle.ts';
import { sizesOf } from './layout.ts';
import type { Leaves } from './leaves.ts';
import type { Resources } from './resources.ts';

export type Step = { readonly kind: 'native'; readonly nodes: Pointer[] } | { readonly kind: 'host'; readonly run: () => void };

export interface ProgramRecord {
  /** Everything in order, views and placeholders included: what decides lifetimes. */
  readonly nodes: readonly Pointer[];
  /** What is executed. */
  readonly steps: readonly Step[];
  /** For row indices that are (views of) leaves: the number of rows they choose from. */
  readonly indexLimits: ReadonlyMap<Handle, number>;
}

export interface RecordingEmitter extends ProgramEmitter {
  readonly record: ProgramRecord;
  /** Names the op being lowered, for messages. */
  enter(op: string): void;
}

export function createProgramEmitter(resources: Resources, leaves: Leaves, arena: Arena): RecordingEmitter {
  const { ggml, backend } = resources;
  const nodes: Pointer[] = [];
  const steps: Step[] = [];
  const indexLimits = new Map<Handle, number>();
  let op = '';
  const append = (pointer: Pointer): void => {
    nodes.push(pointer);
    const last = steps.at(-1);
    if (last?.kind === 'native') last.nodes.push(pointer);
    else steps.push({ kind: 'native', nodes: [pointer] });
  };
  const supported = (pointer: Pointer): boolean => ggml.backend_supports_op(backend.pointer, pointer);
  const required = (make: Make, type: TensorType): Pointer => {
    const pointer = make(arena.context());
    if (!supported(pointer)) throw unsupported(op, type, backend.device.name);
    append(pointer);
    return pointer;
  };
  const placeholder = (type: TensorType, sources: readonly Handle[]): Handle => {
    const args = BigUint64Array.from(sources, (source) => source.pointer);
    // Never executed, so the address of its function is any but null.
    const pointer = ggml.custom_4d(arena.context(), ggmlTypes[type.dtype], ...sizesOf(type.shape), args, args.length, addressOf(args), 1, null);
    nodes.push(pointer);
    return ownHandle(pointer, type);
  };
  return {
    ggml,
    record: { nodes, steps, indexLimits },
    enter(name) {
      op = name;
    },
    node: (type, make) => ownHandle(required(make, type), type),
    tryNode(type, make) {
      const pointer = make(arena.context());
      if (!supported(pointer)) return null;
      append(pointer);
      return ownHandle(pointer, type);
    },
    view(of, as, make) {
      const pointer = make(arena.context());
      nodes.push(pointer);
      return viewHandle(of, pointer, as);
    },
    write: (target, make) => viewHandle(target, required(make, target), target),
    placeholder,
    // A last reader: the allocator sees that the memory is still wanted.
    keepUntilHere: (tensor) => void placeholder({ shape: [1], dtype: 'f32' }, [tensor]),
    hostStep: (run) => void steps.push({ kind: 'host', run }),
    constant: (key, shape, values) => leaves.constant(key, shape, values),
    limitIndices(indices, rows) {
      const leaf = indices.root ?? indices;
      indexLimits.set(leaf, Math.min(rows, indexLimits.get(leaf) ?? rows));
    },
  };
}

function unsupported(op: string, { dtype, shape }: TensorType, device: string): MixwrightError {
  return new MixwrightError('NOT_AVAILABLE', `${device} cannot compute "${op}" with a result of ${dtype} ${showShape(shape)}`, {
    hint: 'choose another device (--device cpu always works), or another frozenDtype',
  });
}
