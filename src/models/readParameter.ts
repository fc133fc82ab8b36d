/** Reads a parameter's values through a tensor map, from whatever can read stored tensors. */
import { MixwrightError } from '../shared/errors.ts';
import type { Slice, TensorMap } from './tensorMap.ts';

/** The one thing asked of a checkpoint: elements [start, start + count) of a tensor, widened to f32. */
export interface FloatReader {
  readFloat32(tensor: string, start: number, count: number): Promise<Float32Array>;
}

/** f32 values of a parameter in its own order, row by row; of one expert's slice [out, in] where `expert` is given. */
export async function readParameter(map: TensorMap, reader: FloatReader, name: string, expert?: number): Promise<Float32Array> {
  const slices = slicesOf(map, name, expert);
  const [only] = slices;
  if (only && slices.length === 1) return reader.readFloat32(only.tensor, only.start, only.count);
  const values = new Float32Array(slices.reduce((sum, { count }) => sum + count, 0));
  let at = 0;
  // One after another: a stack and one expert of it is all that stands in memory.
  for (const { tensor, start, count } of slices) {
    values.set(await reader.readFloat32(tensor, start, count), at);
    at += count;
  }
  return values;
}

function slicesOf({ slices }: TensorMap, name: string, expert: number | undefined): readonly Slice[] {
  const all = slices.get(name);
  const wanted = expert === undefined ? all : all?.slice(expert, expert + 1);
  if (wanted && wanted.length > 0) return wanted;
  const which = expert === undefined ? '' : `, expert ${expert}`;
  throw new MixwrightError('INTERNAL', `expected a parameter of this model, got "${name}"${which}`, { tensor: name });
}
