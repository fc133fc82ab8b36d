/** Room for text in a drawing, guessed, because nothing here can measure it: wide enough for the common fonts. */
const character = 7.8;

/** Width of the longest of these texts at the size drawings use. */
export function textWidth(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length)) * character;
}

/** Texts longer than this are cut in drawings; the table below has them whole. */
const mostCharacters = 22;

export function shortened(text: string): string {
  const characters = [...text];
  return characters.length > mostCharacters ? `${characters.slice(0, mostCharacters - 1).join('')}…` : text;
}
