/** What must hold of a loaded ggml before any of its functions is trusted: version, op and type numbering, struct size. */
import { MixwrightError } from '../shared/errors.ts';
import { hash32 } from '../shared/random.ts';
import type { NativeFunctions } from './cTypes.ts';
import type { baseSignatures } from './signatures.ts';

export interface Abi {
  readonly version: string;
  /** sizeof(ggml_tensor) plus its object header, bytes. */
  readonly tensorOverhead: number;
  /** Hashes of all names in enum order: a renumbered or added op or type shows. */
  readonly opNames: number;
  readonly typeNames: number;
}

/** ggml 0.23.0, of package 3.21.1: the same on all platforms. */
export const expectedAbi: Abi = { version: '0.23.0', tensorOverhead: 368, opNames: 3924002117, typeNames: 2161654915 };

/** GGML_OP_COUNT and GGML_TYPE_COUNT of the expected version; the names beyond are out of ggml's bounds. */
const opCount = 101;
const typeCount = 43;

/** ggml's numbers of the types Mixwright stores (enum ggml_type). */
export const ggmlTypes = { f32: 0, f16: 1, q8_0: 8, q4_K: 12, i32: 26, bf16: 30 } as const;

/** Compares a library with what is expected; throws NOT_AVAILABLE naming the first difference. */
export function checkAbi(ggml: NativeFunctions<typeof baseSignatures>, expected: Abi, file: string): void {
  const readers: { readonly [K in keyof Abi]: () => Abi[K] } = {
    version: () => ggml.version(),
    tensorOverhead: () => ggml.tensor_overhead(),
    opNames: () => hashNames(opCount, ggml.op_name),
    typeNames: () => hashNames(typeCount, ggml.type_name),
  };
  // In this order: names may be asked for only when the version, and with it their number, is known.
  for (const key of ['version', 'tensorOverhead', 'opNames', 'typeNames'] as const) {
    const found = readers[key]();
    if (found === expected[key]) continue;
    throw new MixwrightError('NOT_AVAILABLE', `the native library ggml does not match: expected ${key} ${expected[key]}, found ${found}`, {
      file,
      hint: 'run npm install again; if MIXWRIGHT_LLAMACPP_DIR is set, it must hold ggml of exactly the expected version',
    });
  }
}

function hashNames(count: number, nameOf: (index: number) => string | null): number {
  return hash32(Array.from({ length: count }, (_, index) => nameOf(index) ?? '').join('\n'));
}
