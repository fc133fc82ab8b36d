/** Decides what multiplies on a device: once, when its executor opens. */
import { MixwrightError } from '../../../../shared/errors.ts';
import type { Resources } from '../resources.ts';
import { ggmlProducts } from './ggmlProducts.ts';
import type { Multiplier } from './multiplier.ts';
import { multiplierFault } from './multiplierTest.ts';
import { openOnnxRuntime } from './onnxRuntime/multiplier.ts';
import type { ProductSize, Products } from './products.ts';

/**
 * `auto` takes the library for large products where it is installed and multiplies rightly, `onnxruntime` for all and must
 * have it, `ggml` never.
 */
export const productChoices = ['auto', 'ggml', 'onnxruntime'] as const;
export type ProductChoice = (typeof productChoices)[number];

/**
 * Where a call (5 µs with the cut between native stretches) begins to pay: measured over 20 sizes of each kind, one AVX-512
 * core. Few rows read every weight for little work, which ggml's kernels do as fast.
 */
const worthACall = { multiplications: 2 ** 16, rows: 5 } as const;

/** On GPUs the choice is ggml's in any case. Throws NOT_AVAILABLE when `onnxruntime` was asked for and is not there. */
export function openProducts(resources: Resources, choice: ProductChoice): Products {
  const { device, threads } = resources.backend;
  const graph = ggmlProducts(resources);
  const library = device.kind === 'cpu' && choice !== 'ggml' ? openLibrary(threads, choice) : null;
  if (library === null) return { description: 'ggml', graph, libraryFor: () => null, dispose: () => undefined };
  const all = choice === 'onnxruntime';
  return {
    description: all ? library.name : `${library.name} from ${worthACall.multiplications} multiplications and ${worthACall.rows} rows`,
    graph,
    libraryFor: (size) => (all || isWorthACall(size) ? library : null),
    dispose: library.dispose,
  };
}

function isWorthACall({ batch, rows, inner, columns }: ProductSize): boolean {
  return rows >= worthACall.rows && batch * rows * inner * columns >= worthACall.multiplications;
}

/** MIXWRIGHT_PRODUCTS, for tests and benchmarks. Throws BAD_OPTIONS on any other value. */
export function productsFromEnvironment(value: string | undefined = process.env.MIXWRIGHT_PRODUCTS): ProductChoice {
  const choice = productChoices.find((known) => known === (value || 'auto'));
  if (choice) return choice;
  throw new MixwrightError('BAD_OPTIONS', `MIXWRIGHT_PRODUCTS: expected ${productChoices.join(', ')}, got ${value}`);
}

/** Null when `auto` has to do without. */
function openLibrary(threads: number, choice: ProductChoice): Multiplier | null {
  try {
    return tested(openOnnxRuntime(threads));
  } catch (error) {
    if (choice === 'auto') return null;
    throw error;
  }
}

/** Every kind of product is computed once here, so that a run creates nothing any more. */
function tested(multiplier: Multiplier): Multiplier {
  try {
    const fault = multiplierFault(multiplier);
    if (fault === null) return multiplier;
    throw new MixwrightError('NOT_AVAILABLE', `${multiplier.name} multiplies wrongly here: ${fault}`);
  } catch (error) {
    multiplier.dispose();
    throw error;
  }
}
