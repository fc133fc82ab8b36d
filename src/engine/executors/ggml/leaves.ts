/** The tensors that outlive a run: variables by kind, and inputs and constants, each kind in memory of its own. */
import { ggmlTypes } from '../../../llamacpp/abi.ts';
import type { Pointer } from '../../../llamacpp/cTypes.ts';
import { MixwrightError } from '../../../shared/errors.ts';
import type { TensorType, Variable, VariableKind } from '../../graph.ts';
import type { Shape } from '../../shape.ts';
import type { MemoryPlan, TensorData } from '../executor.ts';
import { type Arena, createArena } from './arena.ts';
import { type Handle, ownHandle } from './handle.ts';
import { sizesOf } from './layout.ts';
import type { Resources } from './resources.ts';

export type LeafKind = Exclude<keyof MemoryPlan, 'activations' | 'total'>;

export const leafKinds: readonly LeafKind[] = ['frozen', 'trained', 'optimizer', 'gradients', 'scratch'];

export interface Leaves {
  readonly variables: ReadonlyMap<Variable, Handle>;
  readonly all: readonly Handle[];
  readonly arenas: Readonly<Record<LeafKind, Arena>>;
  variable(variable: Variable): Handle;
  input(type: TensorType): Handle;
  constant(key: string, shape: Shape, values: () => TensorData): Handle;
  /** Fills the constants, once memory is there. */
  upload(): void;
  dispose(): void;
}

const kindOf: Readonly<Record<VariableKind, LeafKind>> = {
  frozen: 'frozen',
  trained: 'trained',
  optimizer: 'optimizer',
  gradient: 'gradients',
  buffer: 'scratch',
};

export function createLeaves(resources: Resources): Leaves {
  const variables = new Map<Variable, Handle>();
  const constants = new Map<string, { readonly handle: Handle; readonly values: TensorData }>();
  const all: Handle[] = [];
  const arenas = {
    frozen: createArena(resources),
    trained: createArena(resources),
    optimizer: createArena(resources),
    gradients: createArena(resources),
    scratch: createArena(resources),
  };
  const place = (kind: LeafKind, { shape, dtype }: TensorType): Handle => {
    const handle = ownHandle(newTensor(resources, arenas[kind].context(), { shape, dtype }), { shape, dtype });
    all.push(handle);
    return handle;
  };
  return {
    variables,
    all,
    arenas,
    variable(variable) {
      const handle = variables.get(variable) ?? place(kindOf[variable.kind], variable);
      variables.set(variable, handle);
      return handle;
    },
    input: (type) => place('scratch', type),
    constant(key, shape, make) {
      const known = constants.get(key);
      if (known) return known.handle;
      const values = make();
      const handle = place('scratch', { shape, dtype: values instanceof Int32Array ? 'i32' : 'f32' });
      constants.set(key, { handle, values });
      return handle;
    },
    upload() {
      for (const { handle, values } of constants.values()) resources.ggml.backend_tensor_set(handle.pointer, values, 0, values.byteLength);
    },
    dispose: () => Object.values(arenas).forEach((arena) => void arena.dispose()),
  };
}

function newTensor(resources: Resources, context: Pointer, { shape, dtype }: TensorType): Pointer {
  if (shape.some((size) => size < 1)) throw new MixwrightError('INTERNAL', `a tensor of shape [${shape.join(', ')}] is empty`);
  return resources.ggml.new_tensor_4d(context, ggmlTypes[dtype], ...sizesOf(shape));
}
