/** One expert's matrix out of all experts', in f32, as a tensor of a temporary graph. */
import type { Pointer } from '../../../llamacpp/cTypes.ts';
import { byteLength } from '../../dtype.ts';
import type { ProgramEmitter } from './emitter.ts';
import type { Handle } from './handle.ts';
import { countUp } from './layoutOps.ts';
import type { Resources } from './resources.ts';
import type { TemporaryEmitter } from './temporaryGraph.ts';
import { dense, reshape, slice } from './views.ts';

export type TakeExpert = (into: TemporaryEmitter, expert: number) => Handle;

/** @param w [experts, out, inner] in any dtype. A view where it can be, else its rows fetched (and dequantised) from all experts' rows. */
export function expertTaker(emitter: ProgramEmitter, { ggml, backend }: Resources, w: Handle): TakeExpert {
  const [experts, out, inner] = w.shape as readonly [number, number, number];
  const step = backend.device.kind === 'cpu' ? 1 : ggml.backend_get_alignment(backend.pointer);
  const source = dense(emitter, w);
  if (w.dtype === 'f32' && byteLength('f32', out * inner) % step === 0) {
    return (into, expert) => reshape(into, slice(into, into.borrow(source), 0, { start: expert, length: 1 }), [out, inner]);
  }
  const indices = countUp(emitter, experts * out);
  return (into, expert) => {
    const table = reshape(into, into.borrow(source), [experts * out, inner]);
    const rows = slice(into, into.borrow(indices), 0, { start: expert * out, length: out });
    return into.node({ shape: [out, inner], dtype: 'f32' }, (context: Pointer) => ggml.get_rows(context, table.pointer, rows.pointer));
  };
}
