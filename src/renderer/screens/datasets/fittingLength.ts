/** The sequence length that holds rows of so many tokens and computes well: the next multiple of 32. */
export function fittingLength(tokens: number): number {
  return Math.max(32, Math.ceil(tokens / 32) * 32);
}
