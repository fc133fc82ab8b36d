/** Where the lines of a tokenised text begin and end: after tokens with a line break, and at the latest after `longest` tokens. */
export function splitLines(tokens: readonly { readonly text: string }[], longest = 80): readonly { readonly from: number; readonly to: number }[] {
  const lines: { from: number; to: number }[] = [];
  let from = 0;
  for (const [i, { text }] of tokens.entries()) {
    if (!text.includes('\n') && i + 1 - from < longest) continue;
    lines.push({ from, to: i + 1 });
    from = i + 1;
  }
  if (from < tokens.length) lines.push({ from, to: tokens.length });
  return lines;
}
