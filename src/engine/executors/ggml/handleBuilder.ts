/** The builder's contract over our own handles: what its parts implement. */
import type { GgmlBuilder, GgmlTensor } from '../ggmlBuilder.ts';
import type { Handle } from './handle.ts';

type OnHandle<T> = T extends GgmlTensor ? Handle : T extends readonly GgmlTensor[] ? readonly Handle[] : T;

type OnHandles<F> = F extends (...values: infer A) => infer R ? (...values: { [I in keyof A]: OnHandle<A[I]> }) => OnHandle<R> : never;

export type HandleBuilder = { readonly [K in keyof GgmlBuilder]: OnHandles<GgmlBuilder[K]> };

export type BuilderPart<K extends keyof GgmlBuilder> = Pick<HandleBuilder, K>;
