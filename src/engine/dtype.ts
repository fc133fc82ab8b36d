/** Element types. f32 computes; f16, bf16 and the GGUF block types only store frozen weights; i32 holds ids. */
export type FloatDtype = 'f32' | 'f16' | 'bf16';
export type BlockDtype = 'q8_0' | 'q4_K';
export type Dtype = FloatDtype | BlockDtype | 'i32';

/** Elements and bytes of one block (GGUF quantisation formats, ggml-common.h): a plain dtype is a block of one. */
export const blocks = {
  f32: { elements: 1, bytes: 4 },
  f16: { elements: 1, bytes: 2 },
  bf16: { elements: 1, bytes: 2 },
  i32: { elements: 1, bytes: 4 },
  q8_0: { elements: 32, bytes: 34 },
  q4_K: { elements: 256, bytes: 144 },
} as const satisfies Record<Dtype, { elements: number; bytes: number }>;

/** Bytes of `elements` values whose innermost rows divide into whole blocks. */
export function byteLength(dtype: Dtype, elements: number): number {
  const block = blocks[dtype];
  return (elements / block.elements) * block.bytes;
}
