/** A product of whole tensors: as nodes of the graph, or by a library between two native stretches. */
import { axisSize, elementCount } from '../../../shape.ts';
import type { ProgramEmitter } from '../emitter.ts';
import type { Handle } from '../handle.ts';
import { blockOf } from '../hostData.ts';
import { dense } from '../views.ts';
import type { Multiplier } from './multiplier.ts';
import type { Product, ProductSize, Products } from './products.ts';

export function multiply(emitter: ProgramEmitter, products: Products, product: Product): Handle {
  const library = products.libraryFor(sizeOf(product));
  return library ? multiplyBetween(emitter, library, product) : products.graph.multiply(emitter, product);
}

function sizeOf({ a, b, transposeA, transposeB }: Product): ProductSize {
  return {
    batch: elementCount(a.shape.slice(0, -2)),
    rows: axisSize(a.shape, transposeA ? -1 : -2),
    inner: axisSize(a.shape, transposeA ? -2 : -1),
    columns: axisSize(b.shape, transposeB ? -2 : -1),
  };
}

/** Operands and result stay where they are. */
function multiplyBetween(emitter: ProgramEmitter, library: Multiplier, product: Product): Handle {
  const { ggml } = emitter;
  const [a, b] = [dense(emitter, product.a), dense(emitter, product.b)];
  const { rows, columns } = sizeOf(product);
  const y = emitter.placeholder({ shape: [...a.shape.slice(0, -2), rows, columns], dtype: 'f32' }, [a, b]);
  const transposed = { a: product.transposeA, b: product.transposeB };
  emitter.hostStep(() => library.multiply({ y: blockOf(ggml, y), a: blockOf(ggml, a), b: blockOf(ggml, b), transposed }));
  return y;
}
