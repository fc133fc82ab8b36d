/** C signatures as data, and the one place where koffi's untyped calls become typed functions. */
import koffi, { type LibraryHandle } from 'koffi';
import { MixwrightError } from '../shared/errors.ts';

/** An address in this process; valid in every thread of it. */
export type Pointer = bigint;

/** What each C type is in JavaScript. `pointer?` may be NULL; `buffer` is memory of ours or an address. */
export interface CTypes {
  readonly pointer: Pointer;
  readonly 'pointer?': Pointer | null;
  readonly buffer: ArrayBufferView | Pointer;
  readonly 'string?': string | null;
  readonly string: string;
  readonly bool: boolean;
  readonly int: number;
  readonly uint8: number;
  readonly uint32: number;
  readonly int64: number;
  readonly size: number;
  readonly float: number;
  readonly void: undefined;
}

/** The result's type, then the arguments'. */
export type Signature = readonly [keyof CTypes, ...(keyof CTypes)[]];
export type Signatures = Readonly<Record<string, Signature>>;

export type NativeFunction<S extends Signature> = S extends readonly [infer R extends keyof CTypes, ...infer A extends readonly (keyof CTypes)[]]
  ? (...values: { readonly [K in keyof A]: CTypes[A[K]] }) => CTypes[R]
  : never;

export type NativeFunctions<T extends Signatures> = { readonly [K in keyof T]: NativeFunction<T[K]> };

const koffiNames: Readonly<Record<keyof CTypes, string>> = {
  pointer: 'void*',
  'pointer?': 'void*',
  buffer: 'void*',
  'string?': 'str',
  string: 'str',
  bool: 'bool',
  int: 'int',
  uint8: 'uint8_t',
  uint32: 'uint32_t',
  int64: 'int64_t',
  size: 'size_t',
  float: 'float',
  void: 'void',
};

/** Resolves every function of a table at once, so that a missing one is met at start and not in the middle of a run. */
export function bindFunctions<const T extends Signatures>(library: LibraryHandle, prefix: string, table: T): NativeFunctions<T> {
  const functions: Record<string, unknown> = {};
  for (const [name, [result, ...values]] of Object.entries(table) as [string, Signature][]) {
    try {
      functions[name] = library.func(`${prefix}${name}`, koffiNames[result], namesOf(values));
    } catch (cause) {
      throw new MixwrightError('NOT_AVAILABLE', `the native library has no function ${prefix}${name}`, { cause, hint: 'reinstall with npm install' });
    }
  }
  return functions as NativeFunctions<T>;
}

/** A function known by its address only, as ggml's registries hand them out. */
export function bindAddress<const S extends Signature>(address: Pointer, [result, ...values]: S): NativeFunction<S> {
  return koffi.decode(address, koffi.proto(koffiNames[result], namesOf(values))) as NativeFunction<S>;
}

/** Addresses stored side by side in native memory, as in a table of functions. */
export function readPointers(address: Pointer, count: number): readonly Pointer[] {
  return koffi.decode(address, koffi.array('void*', count)) as Pointer[];
}

/** Address of memory that stays where it is as long as the view is reachable. */
export function addressOf(view: ArrayBufferView): Pointer {
  return koffi.address(view);
}

function namesOf(types: readonly (keyof CTypes)[]): string[] {
  return types.map((type) => koffiNames[type]);
}
