/** Fast hashes of a tensor's stored bytes by slice: equal hashes mean that training left the slice as it was. Not for secrets. */
import { byteLength } from '../../engine/dtype.ts';
import type { Session } from '../../engine/executors/executor.ts';
import type { Variable } from '../../engine/graph.ts';
import { elementCount } from '../../engine/shape.ts';

/** Read from the device at a time. */
const chunkBytes = 2 ** 22;

/** One hash per slice of the outermost axis: `slices` divides the tensor's f32 elements. */
export function sliceHashes(session: Session, variable: Variable, slices: number): readonly string[] {
  const bytes = byteLength(variable.dtype, elementCount(variable.shape)) / slices;
  return Array.from({ length: slices }, (_, slice) => hashRange(session, variable, { start: slice * bytes, bytes }));
}

/** Two 32-bit lanes over the words (multiply and rotate, constants from MurmurHash3's finaliser): 64 bits in all. */
function hashRange(session: Session, variable: Variable, { start, bytes }: { readonly start: number; readonly bytes: number }): string {
  let a = 0x9e3779b9;
  let b = 0x7f4a7c15;
  for (let done = 0; done < bytes; done += chunkBytes) {
    const chunk = session.read(variable, start + done, Math.min(chunkBytes, bytes - done));
    const aligned = chunk.byteOffset % 4 === 0 ? chunk : chunk.slice();
    for (const word of new Int32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4)) {
      a = Math.imul(a ^ word, 0x85ebca6b);
      a ^= a >>> 13;
      b = Math.imul(((b << 5) | (b >>> 27)) ^ word, 0xc2b2ae35);
    }
  }
  return `${(a >>> 0).toString(16)}${(b >>> 0).toString(16).padStart(8, '0')}`;
}
