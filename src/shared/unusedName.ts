/** "chats", or "chats (2)" where that is taken, and so on: two things of one name cannot be told apart in a list. */
export function unusedName(name: string, taken: Iterable<string>): string {
  const names = new Set(taken);
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name} (${count})`;
    if (!names.has(candidate)) return candidate;
  }
}
