/** What a run trains and what it leaves alone: the lists shown before step 1 and by `plan`. */
import type { TrainingPrograms } from '../../compile/programs.ts';
import { byteLength, type Dtype } from '../../engine/dtype.ts';
import type { Variable } from '../../engine/graph.ts';
import { elementCount, type Shape } from '../../engine/shape.ts';

export interface ListedTensor {
  readonly tensor: string;
  readonly shape: Shape;
  /** As it lies on the device: a frozen tensor may be quantised. */
  readonly dtype: Dtype;
  readonly bytes: number;
}

export interface TensorLists {
  readonly trainable: readonly ListedTensor[];
  readonly frozen: readonly ListedTensor[];
}

/** Trainable is what the optimizer updates, in group order; frozen is every other weight. */
export function listTensors({ groups, variables }: Pick<TrainingPrograms, 'groups' | 'variables'>): TensorLists {
  const trained = new Set(groups.flatMap(({ tensors }) => tensors.map(({ parameter }) => parameter)));
  const weights = variables.map(({ variable }) => variable).filter(({ kind }) => kind === 'frozen' || kind === 'trained');
  return { trainable: [...trained].map(listed), frozen: weights.filter((variable) => !trained.has(variable)).map(listed) };
}

function listed({ name, shape, dtype }: Variable): ListedTensor {
  return { tensor: name, shape, dtype, bytes: byteLength(dtype, elementCount(shape)) };
}
