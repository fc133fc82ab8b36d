/** A token's text with what is otherwise invisible made visible: line breaks, tabs, spaces, control and zero-width characters. */
export function visibleText(text: string): string {
  return text === '' ? '∅' : Array.from(text, visibleCharacter).join('');
}

const named: Readonly<Record<string, string>> = { '\n': '↵', '\r': '␍', '\t': '⇥', ' ': '·' };

/** Drawn with no width by every font. */
const zeroWidth: ReadonlySet<number> = new Set([0x00ad, 0x200b, 0x200c, 0x200d, 0x2060, 0xfeff]);

function visibleCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  // Unicode has a picture for each of the first 32.
  if (code < 0x20) return named[character] ?? String.fromCodePoint(0x2400 + code);
  return zeroWidth.has(code) ? `\\u${code.toString(16).padStart(4, '0')}` : (named[character] ?? character);
}
