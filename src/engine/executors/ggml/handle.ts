/** What stands behind the GgmlTensor that op files pass around. */
import type { Pointer } from '../../../llamacpp/cTypes.ts';
import type { Dtype } from '../../dtype.ts';
import type { TensorType } from '../../graph.ts';
import type { Shape } from '../../shape.ts';
import type { GgmlTensor } from '../ggmlBuilder.ts';
import { denseLayout, isDense, type Layout } from './layout.ts';

export interface Handle {
  readonly shape: Shape;
  readonly dtype: Dtype;
  readonly pointer: Pointer;
  readonly layout: Layout;
  readonly dense: boolean;
  /** The tensor that owns the memory when this one is a view; itself otherwise. */
  readonly root: Handle | null;
}

/** A tensor that ggml gives memory of its own. */
export function ownHandle(pointer: Pointer, { shape, dtype }: TensorType): Handle {
  return { shape, dtype, pointer, layout: denseLayout(dtype, shape), dense: true, root: null };
}

/** Another look at (part of) a tensor's memory. */
export function viewHandle(of: Handle, pointer: Pointer, { shape, layout }: { readonly shape: Shape; readonly layout: Layout }): Handle {
  return { shape, dtype: of.dtype, pointer, layout, dense: isDense(of.dtype, layout), root: of.root ?? of };
}

/** The only two places where the opaque type is seen through. */
export function toHandle(tensor: GgmlTensor): Handle {
  return tensor as unknown as Handle;
}

export function toTensor(handle: Handle): GgmlTensor {
  return handle as unknown as GgmlTensor;
}
