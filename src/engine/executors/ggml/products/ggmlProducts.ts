/** ggml's own kernels for matrix products, on any device. */
import { ggmlTypes } from '../../../../llamacpp/abi.ts';
import { axisSize } from '../../../shape.ts';
import type { Emitter } from '../emitter.ts';
import type { Handle } from '../handle.ts';
import type { Resources } from '../resources.ts';
import { dense, denseRows, transpose } from '../views.ts';
import type { GraphProducts, Product } from './products.ts';

/** Both families of kernels below add up in f32. */
export function ggmlProducts(resources: Resources): GraphProducts {
  const onCpu = resources.backend.device.kind === 'cpu';
  const choose = onCpu ? chooseOnCpu : hasOuterProducts(resources) ? chooseOnGpu : () => 'dot' as const;
  return {
    multiply(emitter, product) {
      const kernel = choose(product);
      if (kernel === 'dot') return byDotProducts(emitter, product);
      return kernel === 'outer'
        ? byOuterProducts(emitter, product, onCpu)
        : dense(emitter, transpose(emitter, byOuterProducts(emitter, flipped(product), onCpu)));
    },
  };
}

/** `flipped` computes the result's transpose by outer products and turns it. */
type Kernel = 'dot' | 'outer' | 'flipped';

/** Fewer columns than this are too short for the inner loop of the CPU's outer products. */
const wideEnough = 64;

/**
 * Dot products want both operands row by row over the inner axis, outer products column by column: what needs no copy is
 * as fast either way (35-40 GF/s a core, AVX-512). Outer products fall to 5 GF/s at 32 columns, where flipping or
 * transposing the small operand pays; dot products do for short inner axes and, on some processors, odd ones (ENGINE.md §7.2).
 */
function chooseOnCpu({ a, transposeA, b, transposeB }: Product): Kernel {
  const rows = axisSize(a.shape, transposeA ? -1 : -2);
  const columns = axisSize(b.shape, transposeB ? -2 : -1);
  const inner = axisSize(b.shape, transposeB ? -1 : -2);
  if (transposeB) return rows >= 16 && columns >= wideEnough && (inner < 64 || inner % 16 !== 0) ? 'outer' : 'dot';
  if (columns >= wideEnough) return 'outer';
  if (!transposeA) return 'dot';
  return rows > columns ? 'flipped' : 'outer';
}

/** On GPUs ggml's outer products are plain loops: good for a few rows, where the dot kernels would first transpose all of b. */
function chooseOnGpu({ a, transposeA, transposeB }: Product): Kernel {
  return !transposeB && axisSize(a.shape, transposeA ? -1 : -2) <= 8 ? 'outer' : 'dot';
}

/** (op(a) · op(b))ᵀ = op(b)ᵀ · op(a)ᵀ. */
function flipped({ a, b, transposeA, transposeB }: Product): Product {
  return { a: b, b: a, transposeA: !transposeB, transposeB: !transposeA };
}

/** Metal has none. */
function hasOuterProducts(resources: Resources): boolean {
  const { ggml, backend } = resources;
  const context = resources.createContext({ tensors: 2 });
  const probe = ggml.new_tensor_4d(context, ggmlTypes.f32, 16, 16, 1, 1);
  const supported = ggml.backend_supports_op(backend.pointer, ggml.out_prod(context, probe, probe));
  resources.free('contexts', context);
  return supported;
}

function byDotProducts(emitter: Emitter, { a, b, transposeA, transposeB }: Product): Handle {
  const left = dense(emitter, transposeA ? transpose(emitter, a) : a);
  const right = transposeB ? denseRows(emitter, b) : dense(emitter, transpose(emitter, b));
  return emitter.node({ shape: [...left.shape.slice(0, -1), axisSize(right.shape, -2)], dtype: 'f32' }, (context) =>
    emitter.ggml.mul_mat(context, right.pointer, left.pointer),
  );
}

/** @param strided whether the kernel reads its second operand in any layout. */
function byOuterProducts(emitter: Emitter, { a, b, transposeA, transposeB }: Product, strided: boolean): Handle {
  const turned = transposeA ? a : transpose(emitter, a);
  const left = strided ? turned : dense(emitter, turned);
  const right = dense(emitter, transposeB ? transpose(emitter, b) : b);
  return emitter.node({ shape: [...left.shape.slice(0, -2), axisSize(left.shape, -1), axisSize(right.shape, -1)], dtype: 'f32' }, (context) =>
    emitter.ggml.out_prod(context, right.pointer, left.pointer),
  );
}
