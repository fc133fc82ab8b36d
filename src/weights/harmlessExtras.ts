/** Tensors that older tools saved though they are no weights: buffers every model computes anew. */

const patterns: readonly RegExp[] = [
  /(^|\.)rotary_emb\.(inv_freq|cos_cached|sin_cached)$/,
  // Causal masks of the GPT-2 and GPT-NeoX families.
  /\.(attn|attention)\.(masked_bias|bias)$/,
  /(^|\.)position_ids$/,
];

/** Whether a checkpoint may hold a tensor of this name without any architecture asking for it. */
export function isHarmlessExtra(name: string): boolean {
  return patterns.some((pattern) => pattern.test(name));
}
