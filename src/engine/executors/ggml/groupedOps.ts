/**
 * Products over rows grouped by expert. How many rows each expert has is data, so these are host steps: they read the
 * offsets and run one product per expert on views of the tensors. No row is dropped or padded, no shape depends on the load.
 */
import { blocks } from '../../dtype.ts';
import { axisSize } from '../../shape.ts';
import type { ProgramEmitter } from './emitter.ts';
import { expertTaker } from './expertMatrices.ts';
import { forEachGroup, type Rows } from './expertRows.ts';
import type { Handle } from './handle.ts';
import type { BuilderPart } from './handleBuilder.ts';
import { readInts } from './hostData.ts';
import { groupedMatmulByLibrary, groupedOuterByLibrary } from './products/groupedByLibrary.ts';
import type { Products } from './products/products.ts';
import type { Resources } from './resources.ts';
import type { TemporaryEmitter, TemporaryGraph } from './temporaryGraph.ts';
import { dense, slice } from './views.ts';

export interface GroupedTools {
  readonly resources: Resources;
  readonly products: Products;
  readonly temporary: TemporaryGraph;
}

type MakeProduct = (emitter: TemporaryEmitter, expert: number, rows: Rows) => Handle;

export function groupedOps(emitter: ProgramEmitter, tools: GroupedTools): BuilderPart<'groupedMatmul' | 'groupedOuter'> {
  const { resources, products, temporary } = tools;
  const takeRows = rowTaker(resources);
  return {
    groupedMatmul(x, w, offsets, transposeW) {
      const [experts, out, inner] = w.shape as readonly [number, number, number];
      const library = products.libraryFor({ batch: 1, rows: axisSize(x.shape, 0), inner, columns: out });
      if (library) return groupedMatmulByLibrary(emitter, { resources, temporary, library }, { x, w, offsets, transposeW });
      const [source, at] = [dense(emitter, x), dense(emitter, offsets)];
      const takeExpert = expertTaker(emitter, resources, w);
      const product: MakeProduct = (into, expert, rows) =>
        products.graph.multiply(into, { a: takeRows(into, source, rows), b: takeExpert(into, expert), transposeA: false, transposeB: !transposeW });
      const width = transposeW ? inner : out;
      const result = emitter.placeholder({ shape: [axisSize(x.shape, 0), width], dtype: 'f32' }, [source, w, at]);
      for (const rows of worstLoads(axisSize(x.shape, 0))) temporary.reserve((into) => product(into, experts - 1, rows));
      emitter.hostStep(() => {
        forEachGroup(readInts(resources.ggml, at), axisSize(x.shape, 0), (expert, rows) => {
          if (rows.length > 0) temporary.add({ tensor: result, byteOffset: rows.start * width * 4 }, (into) => product(into, expert, rows));
        });
        temporary.compute();
      });
      return result;
    },
    groupedOuter(dy, x, offsets, experts) {
      const [out, inner] = [axisSize(dy.shape, 1), axisSize(x.shape, 1)];
      const library = products.libraryFor({ batch: 1, rows: axisSize(x.shape, 0), inner, columns: out });
      if (library) return groupedOuterByLibrary(emitter, { resources, temporary, library }, { dy, x, offsets, experts });
      const [left, right, at] = [dense(emitter, dy), dense(emitter, x), dense(emitter, offsets)];
      const product: MakeProduct = (into, _, rows) =>
        products.graph.multiply(into, { a: takeRows(into, left, rows), b: takeRows(into, right, rows), transposeA: true, transposeB: false });
      const result = emitter.placeholder({ shape: [experts, out, inner], dtype: 'f32' }, [left, right, at]);
      for (const rows of worstLoads(axisSize(dy.shape, 0))) temporary.reserve((into) => product(into, 0, rows));
      const bytes = out * inner * 4;
      emitter.hostStep(() => {
        forEachGroup(readInts(resources.ggml, at), axisSize(dy.shape, 0), (expert, rows) => {
          if (rows.length > 0) temporary.add({ tensor: result, byteOffset: expert * bytes }, (into) => product(into, expert, rows));
          else resources.ggml.backend_tensor_memset(result.pointer, 0, expert * bytes, bytes);
        });
        temporary.compute();
      });
      return result;
    },
  };
}

/** Kernels are chosen by the number of rows, but beyond a few the most rows need the most memory. */
const fewRows = 16;

/** Loads that between them need the most memory; they begin at an odd place, which costs a copy where alignment matters. */
function* worstLoads(count: number): Generator<Rows> {
  for (let length = 1; length <= Math.min(fewRows, count); length++) yield { start: Math.min(1, count - length), length };
  yield { start: Math.min(1, count - 1), length: Math.max(1, count - 1) };
  yield { start: 0, length: count };
}

/** GPUs bind buffers at aligned offsets only: rows that begin elsewhere are copied. */
function rowTaker({ ggml, backend }: Resources): (emitter: TemporaryEmitter, x: Handle, rows: Rows) => Handle {
  const step = backend.device.kind === 'cpu' ? 1 : ggml.backend_get_alignment(backend.pointer);
  return (emitter, x, rows) => {
    const view = slice(emitter, emitter.borrow(x), 0, rows);
    if ((rows.start * axisSize(x.shape, 1) * blocks.f32.bytes) % step === 0) return view;
    return emitter.node(view, (context) => ggml.cont(context, view.pointer));
  };
}
