/** Fills a session's variables from a model: one tensor (one expert) at a time, widened, narrowed or quantised on the way. */
import type { ModelVariable } from '../../compile/programs.ts';
import { blocks, byteLength, type Dtype } from '../../engine/dtype.ts';
import type { Session } from '../../engine/executors/executor.ts';
import { axisSize, elementCount } from '../../engine/shape.ts';
import { loadGgml } from '../../llamacpp/ggml.ts';
import type { JobControl } from '../../shared/progress.ts';
import { encodeBf16, encodeF16 } from '../../weights/halfFloat.ts';
import type { OpenModel } from './model.ts';

/** Values drawn or read in one piece. */
const pieceElements = 2 ** 22;

export async function loadVariables(session: Session, variables: readonly ModelVariable[], model: OpenModel, control: JobControl): Promise<void> {
  const wanted = variables.filter(({ variable, source }) => session.variables.has(variable) && source.kind !== 'zero');
  for (const [i, { variable, source }] of wanted.entries()) {
    control.signal.throwIfAborted();
    const rowLength = axisSize(variable.shape, -1);
    const write = (values: Float32Array, start: number): void =>
      session.write(variable, encode(values, variable.dtype, rowLength), byteLength(variable.dtype, start));
    if (source.kind === 'base') await writeBase(model, source, write);
    else if (source.kind === 'initial' && model.attached) write(await model.read(variable.name), 0);
    else if (source.kind === 'initial') writeInitial(source.value, elementCount(variable.shape), write);
    control.progress({ phase: 'loading', done: i + 1, total: wanted.length, unit: 'tensors' });
  }
}

function writeInitial(value: (index: number) => number, total: number, write: (values: Float32Array, start: number) => void): void {
  for (let start = 0; start < total; start += pieceElements) {
    write(
      Float32Array.from({ length: Math.min(pieceElements, total - start) }, (_, i) => value(start + i)),
      start,
    );
  }
}

async function writeBase(
  model: OpenModel,
  { parameter, tensors }: { readonly parameter: string; readonly tensors: readonly string[] },
  write: (values: Float32Array, start: number) => void,
): Promise<void> {
  let start = 0;
  for (let expert = 0; expert < tensors.length; expert++) {
    const values = await model.read(parameter, tensors.length > 1 ? expert : undefined);
    write(values, start);
    start += values.length;
  }
}

/** ggml's type numbers (ggml.h, enum ggml_type) of the block types. */
const blockTypes = { q8_0: 8, q4_K: 12 } as const;

/** f32 values as stored bytes, little-endian. */
function encode(values: Float32Array, dtype: Dtype, rowLength: number): Uint8Array {
  switch (dtype) {
    case 'f32':
      return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    case 'f16':
    case 'bf16': {
      const narrow = new Uint16Array(values.length);
      (dtype === 'f16' ? encodeF16 : encodeBf16)(values, narrow);
      return new Uint8Array(narrow.buffer);
    }
    case 'i32':
      return new Uint8Array(Int32Array.from(values).buffer);
    case 'q8_0':
    case 'q4_K': {
      const bytes = new Uint8Array((values.length / blocks[dtype].elements) * blocks[dtype].bytes);
      loadGgml().quantize_chunk(blockTypes[dtype], values, bytes, 0, values.length / rowLength, rowLength, null);
      return bytes;
    }
  }
}
