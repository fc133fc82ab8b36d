/** Values as Python prints them (single quotes, None, True, tuples), read without running anything. JSON is a part of it. */

const spaces = /\s*/y;
const number = /[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/y;
const word = /-?[A-Za-z]+/y;
const plain = { single: /[^'\\]+/y, double: /[^"\\]+/y } as const;
const numbered = /x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}/y;

const escapes: ReadonlyMap<string, string> = new Map(
  Object.entries({ n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', a: '\u0007', v: '\v', '0': '\0', '\n': '' }),
);
/** Numbers that JSON lacks become null, as everywhere in our readers. */
const words: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ['None', null],
  ['null', null],
  ['nan', null],
  ['NaN', null],
  ['inf', null],
  ['-inf', null],
  ['Infinity', null],
  ['-Infinity', null],
  ['True', true],
  ['true', true],
  ['False', false],
  ['false', false],
]);

/** @returns undefined where the text is no literal: calls, arrays of other libraries, comprehensions. */
export function parsePythonLiteral(text: string): unknown {
  try {
    const reader = createReader(text);
    const value = reader.value();
    return reader.atEnd() ? value : undefined;
  } catch (error) {
    // A RangeError: brackets nested deeper than the stack.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

interface Reader {
  value(): unknown;
  atEnd(): boolean;
}

function createReader(text: string): Reader {
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const next = (): string | undefined => {
    take(spaces);
    return text[at];
  };
  const fail = (): never => {
    throw new SyntaxError(`no Python literal at ${at}`);
  };
  const items = <T>(close: string, read: () => T): T[] => {
    const list: T[] = [];
    at++;
    while (next() !== close) {
      list.push(read());
      if (next() === ',') at++;
      else if (next() !== close) fail();
    }
    at++;
    return list;
  };
  /** Behind a backslash. */
  const escaped = (): string => {
    const code = take(numbered);
    if (code !== undefined) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
    const letter = text[at++] ?? fail();
    return escapes.get(letter) ?? letter;
  };
  const string = (): string => {
    const quote = text[at] as string;
    const run = quote === "'" ? plain.single : plain.double;
    let result = '';
    at++;
    while (text[at] !== quote) {
      if (at >= text.length) fail();
      if (text[at] !== '\\') result += take(run);
      else {
        at++;
        result += escaped();
      }
    }
    at++;
    return result;
  };
  const pair = (): readonly [string, unknown] => {
    const key = value();
    if (next() !== ':') fail();
    at++;
    return [String(key), value()];
  };
  const value = (): unknown => {
    const first = next();
    if (first === '{') return Object.fromEntries(items('}', pair));
    if (first === '[') return items(']', value);
    if (first === '(') return items(')', value);
    if (first === "'" || first === '"') return string();
    const digits = take(number);
    if (digits !== undefined) return Number(digits);
    const name = take(word) ?? '';
    return words.has(name) ? words.get(name) : fail();
  };
  return { value, atEnd: () => next() === undefined };
}
