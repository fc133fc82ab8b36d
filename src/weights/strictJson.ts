/**
 * JSON read as strictly as the reference safetensors reader does (Rust's serde): a key given twice is refused where JSON.parse
 * would silently keep the last; whole numbers that were spelled otherwise (8.0, 1e3) stay recognisable; objects are Maps,
 * so that a key named `__proto__` is a key like any other.
 */
export type StrictJson = string | number | boolean | null | NumberLiteral | readonly StrictJson[] | StrictObject;
export type StrictObject = ReadonlyMap<string, StrictJson>;

/** A number that is not a plain non-negative safe integer, as it was spelled. */
export interface NumberLiteral {
  readonly literal: string;
}

/** Called with what is wrong and the keys that lead there. */
export type RefuseJson = (rule: string, path: readonly string[]) => never;

const maxDepth = 128;
const words: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

export function parseStrictJson(text: string, refuse: RefuseJson): StrictJson {
  const reader: Reader = { text, at: 0, refuse, path: [], number: /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y };
  const value = readValue(reader);
  skipSpace(reader);
  return reader.at === text.length ? value : unexpected(reader, 'the end');
}

export function isStrictObject(value: StrictJson | undefined): value is StrictObject {
  return value instanceof Map;
}

/** A value as a short text for messages. */
export function showJson(value: StrictJson | undefined): string {
  if (value === undefined) return 'nothing';
  if (isStrictObject(value)) return 'an object';
  if (Array.isArray(value)) return value.length > 8 ? `a list of ${value.length}` : `[${value.map(showJson).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return (value as NumberLiteral).literal;
  return JSON.stringify(value).slice(0, 200);
}

interface Reader {
  readonly text: string;
  at: number;
  readonly refuse: RefuseJson;
  readonly path: string[];
  /** Sticky, so that it matches only where the reader stands. */
  readonly number: RegExp;
}

function readValue(reader: Reader): StrictJson {
  skipSpace(reader);
  if (reader.path.length > maxDepth) return reader.refuse(`expected at most ${maxDepth} levels of nesting`, []);
  const first = reader.text[reader.at];
  if (first === '{') return readObject(reader);
  if (first === '[') return readArray(reader);
  if (first === '"') return readString(reader);
  for (const [word, value] of words) {
    if (!reader.text.startsWith(word, reader.at)) continue;
    reader.at += word.length;
    return value;
  }
  return readNumber(reader);
}

function readObject(reader: Reader): StrictObject {
  const object = new Map<string, StrictJson>();
  reader.at++;
  for (;;) {
    skipSpace(reader);
    if (object.size === 0 && take(reader, '}')) return object;
    if (reader.text[reader.at] !== '"') return unexpected(reader, 'a key');
    const key = readString(reader);
    reader.path.push(key);
    if (object.has(key)) return reader.refuse('the key stands twice; expected every key once', [...reader.path]);
    skipSpace(reader);
    if (!take(reader, ':')) return unexpected(reader, '":"');
    object.set(key, readValue(reader));
    reader.path.pop();
    skipSpace(reader);
    if (take(reader, '}')) return object;
    if (!take(reader, ',')) return unexpected(reader, '"," or "}"');
  }
}

function readArray(reader: Reader): readonly StrictJson[] {
  const list: StrictJson[] = [];
  reader.at++;
  skipSpace(reader);
  if (take(reader, ']')) return list;
  for (;;) {
    reader.path.push(String(list.length));
    list.push(readValue(reader));
    reader.path.pop();
    skipSpace(reader);
    if (take(reader, ']')) return list;
    if (!take(reader, ',')) return unexpected(reader, '"," or "]"');
  }
}

function readString(reader: Reader): string {
  const { text, at } = reader;
  let end = text.indexOf('"', at + 1);
  while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  if (end < 0) return unexpected(reader, 'a closing quote');
  reader.at = end + 1;
  try {
    return JSON.parse(text.slice(at, end + 1)) as string;
  } catch {
    return reader.refuse(`expected a valid JSON string at character ${at + 1}`, [...reader.path]);
  }
}

/** Whether the quote at `at` belongs to the string: an odd number of backslashes stands before it. */
function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 1;
}

function readNumber(reader: Reader): number | NumberLiteral {
  reader.number.lastIndex = reader.at;
  const literal = reader.number.exec(reader.text)?.[0];
  if (literal === undefined) return unexpected(reader, 'a value');
  reader.at += literal.length;
  const value = Number(literal);
  return /^[0-9]+$/.test(literal) && Number.isSafeInteger(value) ? value : { literal };
}

function skipSpace(reader: Reader): void {
  for (;;) {
    const character = reader.text[reader.at];
    if (character !== ' ' && character !== '\n' && character !== '\t' && character !== '\r') return;
    reader.at++;
  }
}

function take(reader: Reader, character: string): boolean {
  if (reader.text[reader.at] !== character) return false;
  reader.at++;
  return true;
}

function unexpected({ text, at, path, refuse }: Reader, expected: string): never {
  const got = at < text.length ? JSON.stringify(text[at]) : 'the end';
  return refuse(`not valid JSON: expected ${expected} at character ${at + 1}, got ${got}`, [...path]);
}
