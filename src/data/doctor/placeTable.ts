/**
 * Where each row stands, by its key: an open-addressed hash table in flat arrays, some 50 bytes a row where a Map of strings and
 * objects takes 300 and ends at 16 million. Of a key 96 bits are kept: among a billion rows two would meet with odds of 1 in 10^11.
 */
export interface Place {
  readonly file: string;
  readonly line: number;
}

export interface PlaceTable {
  /** @param key of `recordKey`. */
  get(key: string): Place | undefined;
  /** Of a key that is there already the first place stays. */
  add(key: string, place: Place): void;
}

interface Slots {
  /** Three words of the key, the file's number plus one (0: the slot is free), the line. */
  readonly words: Uint32Array;
  readonly mask: number;
}

const WIDTH = 5;
const FIRST_SLOTS = 1024;

export function createPlaceTable(): PlaceTable {
  const files: string[] = [];
  let slots = emptySlots(FIRST_SLOTS);
  let rows = 0;
  const fileNumber = (file: string): number => {
    if (files.at(-1) !== file) files.push(file);
    return files.length;
  };
  return {
    get(key) {
      const { words } = slots;
      const at = find(slots, keyWords(key));
      const file = words[at + 3] as number;
      return file === 0 ? undefined : { file: files[file - 1] as string, line: words[at + 4] as number };
    },
    add(key, { file, line }) {
      if (2 * (rows + 1) > slots.mask) slots = doubled(slots);
      const word = keyWords(key);
      const at = find(slots, word);
      if (slots.words[at + 3] !== 0) return;
      slots.words.set([...word, fileNumber(file), line], at);
      rows++;
    },
  };
}

type KeyWords = readonly [number, number, number];

function keyWords(key: string): KeyWords {
  const word = (from: number): number => Number.parseInt(key.slice(from, from + 8), 16);
  return [word(0), word(8), word(16)];
}

function emptySlots(count: number): Slots {
  return { words: new Uint32Array(count * WIDTH), mask: count - 1 };
}

/** @returns where the key's slot begins, or the free one where it belongs. */
function find({ words, mask }: Slots, [a, b, c]: KeyWords): number {
  for (let slot = a & mask; ; slot = (slot + 1) & mask) {
    const at = slot * WIDTH;
    if (words[at + 3] === 0 || (words[at] === a && words[at + 1] === b && words[at + 2] === c)) return at;
  }
}

function doubled(old: Slots): Slots {
  const larger = emptySlots(2 * (old.mask + 1));
  for (let at = 0; at < old.words.length; at += WIDTH) {
    if (old.words[at + 3] === 0) continue;
    const slot = old.words.subarray(at, at + WIDTH);
    larger.words.set(slot, find(larger, [slot[0] as number, slot[1] as number, slot[2] as number]));
  }
  return larger;
}
