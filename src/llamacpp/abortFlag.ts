/**
 * A cancellation flag that native code reads by itself. ggml's CPU backend asks a C function between nodes whether to
 * stop; libc's strlen over two bytes of shared memory answers without any JavaScript on a compute thread (ENGINE.md §5.1).
 */
import { addressOf, type Pointer } from './cTypes.ts';
import { openCLibrary } from './nativeLibrary.ts';

/** Two bytes: the flag and the zero that ends the string. May be posted to other threads; any of them may raise it. */
export type AbortFlag = Uint8Array<SharedArrayBuffer>;

export function createAbortFlag(): AbortFlag {
  return new Uint8Array(new SharedArrayBuffer(2));
}

export function raiseAbortFlag(flag: AbortFlag): void {
  Atomics.store(flag, 0, 1);
}

export function lowerAbortFlag(flag: AbortFlag): void {
  Atomics.store(flag, 0, 0);
}

export function isRaised(flag: AbortFlag): boolean {
  return Atomics.load(flag, 0) !== 0;
}

/** Function and argument for ggml's set_abort_callback: strlen(flag) is 1 once raised. The flag must outlive the backend. */
export function abortCallback(flag: AbortFlag): { readonly callback: Pointer; readonly data: Pointer } {
  return { callback: openCLibrary().symbol('strlen') as Pointer, data: addressOf(flag) };
}
