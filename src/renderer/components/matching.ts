/** What contains all the words that were typed, in any order; what begins with the text first, otherwise in the given order. */
export function matching<T>(items: readonly T[], text: string, textOf: (item: T) => string): readonly T[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = items.map((item) => ({ item, text: textOf(item).toLowerCase() })).filter((each) => words.every((word) => each.text.includes(word)));
  const rank = ({ text: own }: { readonly text: string }): number => (own.startsWith(words.join(' ')) ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b)).map(({ item }) => item);
}
