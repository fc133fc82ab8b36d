/**
 * Where lowered nodes go. A program's emitter collects them for a graph that runs many times; a temporary graph's gives
 * them memory and runs them at once. Everything that only makes nodes is written against this.
 */
import type { Pointer } from '../../../llamacpp/cTypes.ts';
import type { Ggml } from '../../../llamacpp/ggml.ts';
import type { TensorType } from '../../graph.ts';
import type { Shape } from '../../shape.ts';
import type { TensorData } from '../executor.ts';
import type { Handle } from './handle.ts';
import type { Layout } from './layout.ts';

/** Makes one ggml tensor in the context given. */
export type Make = (context: Pointer) => Pointer;

export interface Emitter {
  readonly ggml: Ggml;
  /** A tensor to be computed into memory of its own. Throws NOT_AVAILABLE when the device lacks the op. */
  node(type: TensorType, make: Make): Handle;
  /** A tensor that looks at another one's memory; nothing is computed. */
  view(of: Handle, as: { readonly shape: Shape; readonly layout: Layout }, make: Make): Handle;
}

export interface ProgramEmitter extends Emitter {
  /** As `node`, or null when the device lacks the op: the caller then composes it of others. */
  tryNode(type: TensorType, make: Make): Handle | null;
  /** A node that overwrites (part of) another tensor's memory, a variable's mostly; the handle is its new value. */
  write(target: Handle, make: Make): Handle;
  /** Memory that a host step fills after `sources` were computed; the sources stay alive until then. */
  placeholder(type: TensorType, sources: readonly Handle[]): Handle;
  /** Forbids the nodes emitted since to work in place of this tensor. */
  keepUntilHere(tensor: Handle): void;
  /** Runs on the host between what was emitted before and after. */
  hostStep(run: () => void): void;
  /** Data that every run finds in place; equal keys share one. */
  constant(key: string, shape: Shape, values: () => TensorData): Handle;
  /** Row indices that a program's input brings must stay below this: out of bounds aborts the process. */
  limitIndices(indices: Handle, rows: number): void;
}
