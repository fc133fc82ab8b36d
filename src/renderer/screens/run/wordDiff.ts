/** What changed between two texts, word by word. */
export interface WordPart {
  readonly text: string;
  readonly kind: 'same' | 'added' | 'removed';
}

/** More words than this are compared as wholes: the table grows with the product of both. */
const most = 2000;

/** Parts of both texts in reading order, the longest common subsequence of words as `same`; neighbours of a kind are one part. */
export function wordDiff(before: string, after: string): readonly WordPart[] {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  if (a.length > most || b.length > most)
    return joined([
      { text: before, kind: 'removed' },
      { text: after, kind: 'added' },
    ]);
  const common = commonLengths(a, b);
  const parts: WordPart[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) {
      parts.push({ text: left, kind: 'same' });
      i++;
      j++;
    } else if (right === undefined || (left !== undefined && at(common, i + 1, j) >= at(common, i, j + 1))) {
      parts.push({ text: left as string, kind: 'removed' });
      i++;
    } else {
      parts.push({ text: right, kind: 'added' });
      j++;
    }
  }
  return joined(parts);
}

interface Table {
  readonly width: number;
  readonly cells: Uint16Array;
}

/** Length of the longest common subsequence of a from i and b from j. */
function commonLengths(a: readonly string[], b: readonly string[]): Table {
  const table = { width: b.length + 1, cells: new Uint16Array((a.length + 1) * (b.length + 1)) };
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table.cells[i * table.width + j] = a[i] === b[j] ? at(table, i + 1, j + 1) + 1 : Math.max(at(table, i + 1, j), at(table, i, j + 1));
    }
  }
  return table;
}

function at({ width, cells }: Table, i: number, j: number): number {
  return cells[i * width + j] ?? 0;
}

/** Words and the spaces between them, each on its own: nothing is lost. */
function wordsOf(text: string): readonly string[] {
  return text.match(/\s+|[^\s]+/g) ?? [];
}

function joined(parts: readonly WordPart[]): readonly WordPart[] {
  const together: WordPart[] = [];
  for (const part of parts) {
    const last = together.at(-1);
    if (part.text === '') continue;
    if (last?.kind === part.kind) together[together.length - 1] = { ...last, text: last.text + part.text };
    else together.push(part);
  }
  return together;
}
