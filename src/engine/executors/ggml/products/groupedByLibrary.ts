/** Products over rows grouped by expert, by a library: one call per expert on the tensors' own rows. CPU only. */
import type { Pointer } from '../../../../llamacpp/cTypes.ts';
import { byteLength } from '../../../dtype.ts';
import { axisSize } from '../../../shape.ts';
import type { ProgramEmitter } from '../emitter.ts';
import { expertTaker } from '../expertMatrices.ts';
import { forEachGroup, type Rows } from '../expertRows.ts';
import type { Handle } from '../handle.ts';
import { addressIn, readInts } from '../hostData.ts';
import type { Resources } from '../resources.ts';
import type { TemporaryGraph } from '../temporaryGraph.ts';
import { dense } from '../views.ts';
import type { Block, Multiplier } from './multiplier.ts';

export interface LibraryTools {
  readonly resources: Resources;
  readonly temporary: TemporaryGraph;
  readonly library: Multiplier;
}

export interface GroupedMatmul {
  /** [rows, width] sorted by expert. */
  readonly x: Handle;
  /** [experts, out, inner] in any dtype. */
  readonly w: Handle;
  readonly offsets: Handle;
  /** Whether rows are multiplied by W rather than by Wᵀ. */
  readonly transposeW: boolean;
}

export function groupedMatmulByLibrary(emitter: ProgramEmitter, tools: LibraryTools, { x, w, offsets, transposeW }: GroupedMatmul): Handle {
  const { resources, library } = tools;
  const [source, at] = [dense(emitter, x), dense(emitter, offsets)];
  const [, out, inner] = w.shape as readonly [number, number, number];
  const rowCount = axisSize(x.shape, 0);
  const experts = expertMatrices(emitter, tools, w);
  const y = emitter.placeholder({ shape: [rowCount, transposeW ? inner : out], dtype: 'f32' }, [source, at, ...experts.sources]);
  emitter.hostStep(() => {
    const [fromRows, toRows] = [rowsOf(resources, source), rowsOf(resources, y)];
    forEachGroup(readInts(resources.ggml, at), rowCount, (expert, rows) => {
      if (rows.length === 0) return;
      const b = { address: experts.addressOf(expert), shape: [out, inner] };
      library.multiply({ y: toRows(rows), a: fromRows(rows), b, transposed: { a: false, b: !transposeW } });
    });
  });
  return y;
}

/** dyᵀ · x of each expert's rows: [experts, out, inner]. */
export function groupedOuterByLibrary(
  emitter: ProgramEmitter,
  { resources, library }: LibraryTools,
  { dy, x, offsets, experts }: { readonly dy: Handle; readonly x: Handle; readonly offsets: Handle; readonly experts: number },
): Handle {
  const { ggml } = resources;
  const [left, right, at] = [dense(emitter, dy), dense(emitter, x), dense(emitter, offsets)];
  const matrix = [axisSize(dy.shape, 1), axisSize(x.shape, 1)] as const;
  const bytes = byteLength('f32', matrix[0] * matrix[1]);
  const y = emitter.placeholder({ shape: [experts, ...matrix], dtype: 'f32' }, [left, right, at]);
  emitter.hostStep(() => {
    const [leftRows, rightRows, start] = [rowsOf(resources, left), rowsOf(resources, right), addressIn(ggml, y)];
    forEachGroup(readInts(ggml, at), axisSize(dy.shape, 0), (expert, rows) => {
      if (rows.length === 0) return ggml.backend_tensor_memset(y.pointer, 0, expert * bytes, bytes);
      const block = { address: start + BigInt(expert * bytes), shape: matrix };
      library.multiply({ y: block, a: leftRows(rows), b: rightRows(rows), transposed: { a: true, b: false } });
    });
  });
  return y;
}

/** Stretches of an allocated matrix's rows. */
function rowsOf({ ggml }: Resources, matrix: Handle): (rows: Rows) => Block {
  const start = addressIn(ggml, matrix);
  const width = axisSize(matrix.shape, 1);
  return (rows) => ({ address: start + BigInt(byteLength('f32', rows.start * width)), shape: [rows.length, width] });
}

interface ExpertMatrices {
  /** What must be alive while addresses are asked for. */
  readonly sources: readonly Handle[];
  /** Where an expert's matrix lies in f32, until the next one is asked for. */
  addressOf(expert: number): Pointer;
}

/** In place when stored in f32, else dequantised one at a time. */
function expertMatrices(emitter: ProgramEmitter, { resources, temporary }: LibraryTools, w: Handle): ExpertMatrices {
  const { ggml } = resources;
  const [experts, out, inner] = w.shape as readonly [number, number, number];
  if (w.dtype === 'f32') {
    const source = dense(emitter, w);
    return { sources: [source], addressOf: (expert) => addressIn(ggml, source) + BigInt(byteLength('f32', expert * out * inner)) };
  }
  const take = expertTaker(emitter, resources, w);
  temporary.reserve((into) => take(into, experts - 1));
  const widened = emitter.placeholder({ shape: [out, inner], dtype: 'f32' }, [w]);
  return {
    sources: [w, widened],
    addressOf(expert) {
      temporary.add({ tensor: widened, byteOffset: 0 }, (into) => take(into, expert));
      temporary.compute();
      return addressIn(ggml, widened);
    },
  };
}
