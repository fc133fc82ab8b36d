/**
 * What two processes agree on: named calls and streams, with zod schemas for what goes in and comes out. A contract says nothing
 * of how messages travel; serve.ts, client.ts and the transports do. Failures are MixwrightErrors on both sides.
 */
import type { z } from 'zod';

export interface CallContract<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: 'call';
  readonly input: I;
  readonly output: O;
}

export interface StreamContract<I extends z.ZodType = z.ZodType, T extends z.ZodType = z.ZodType> {
  readonly kind: 'stream';
  readonly input: I;
  readonly item: T;
}

export type Contract = Readonly<Record<string, CallContract | StreamContract>>;

export function call<I extends z.ZodType, O extends z.ZodType>(input: I, output: O): CallContract<I, O> {
  return { kind: 'call', input, output };
}

/** Items are pulled: the server produces one only when the client has room for it, and stops when the client does. */
export function stream<I extends z.ZodType, T extends z.ZodType>(input: I, item: T): StreamContract<I, T> {
  return { kind: 'stream', input, item };
}

export interface CallContext {
  /** Aborts when the client cancels, stops reading, or goes away. */
  readonly signal: AbortSignal;
}

type Inward<C> = C extends { readonly input: infer I extends z.ZodType } ? z.output<I> : never;
type Handler<C> =
  C extends CallContract<z.ZodType, infer O>
    ? (input: Inward<C>, context: CallContext) => Promise<z.input<O>>
    : C extends StreamContract<z.ZodType, infer T>
      ? (input: Inward<C>, context: CallContext) => AsyncIterable<z.input<T>>
      : never;

/** One handler per name; a missing one does not compile. */
export type Handlers<C extends Contract> = { readonly [K in keyof C]: Handler<C[K]> };

export type CallNames<C extends Contract> = { [K in keyof C]: C[K] extends CallContract ? K : never }[keyof C] & string;
export type StreamNames<C extends Contract> = { [K in keyof C]: C[K] extends StreamContract ? K : never }[keyof C] & string;
export type InputOf<C extends Contract, K extends keyof C> = C[K] extends { readonly input: infer I extends z.ZodType } ? z.input<I> : never;
export type OutputOf<C extends Contract, K extends keyof C> = C[K] extends CallContract<z.ZodType, infer O> ? z.output<O> : never;
export type ItemOf<C extends Contract, K extends keyof C> = C[K] extends StreamContract<z.ZodType, infer T> ? z.output<T> : never;

export interface Client<C extends Contract> {
  /** Rejects with MixwrightError: the handler's own, or DISCONNECTED. */
  call<K extends CallNames<C>>(name: K, input: InputOf<C, K>, options?: { readonly signal?: AbortSignal }): Promise<OutputOf<C, K>>;
  /** Leaving the loop cancels the stream on the server. `window`: items that may be under way at once. */
  stream<K extends StreamNames<C>>(
    name: K,
    input: InputOf<C, K>,
    options?: { readonly signal?: AbortSignal; readonly window?: number },
  ): AsyncIterableIterator<ItemOf<C, K>>;
  /** Resolves when the channel is gone; every pending call has then been rejected with DISCONNECTED. */
  readonly closed: Promise<void>;
  close(): void;
}
