import { describe, expect, it } from 'vitest';
import { parseStrictJson, type StrictJson } from '../../src/weights/strictJson.ts';

function parse(text: string): StrictJson {
  return parseStrictJson(text, (rule, path) => {
    throw new Error(`${path.join('/')}: ${rule}`);
  });
}

/** Maps back to objects, to compare with JSON.parse. */
function plain(value: StrictJson): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]));
  return Array.isArray(value) ? value.map(plain) : value;
}

describe('strict JSON', () => {
  it.each(['{}', '[]', ' {"a":[1,{"b":"c\\"\\\\"}],"d":null, "e":true,"f":false}\n', '"\\u00e9\\\\"', '0', '[[],{},[""]]'])(
    'agrees with JSON.parse on %s',
    (text) => {
      expect(plain(parse(text))).toEqual(JSON.parse(text));
    },
  );

  it.each(['', '{', '[1,]', '{"a":1,}', '{a:1}', '{"a" 1}', '"open', '"tab\tinside"', '"\\x"', '01', '1.', '+1', 'NaN', 'nul', '[1] 2', '{"a":1}}', "{'a':1}"])(
    'refuses %j as JSON.parse does',
    (text) => {
      expect(() => JSON.parse(text)).toThrow();
      expect(() => parse(text)).toThrow();
    },
  );

  it('refuses a key given twice at any depth and says where', () => {
    expect(() => parse('{"a":{"b":1,"c":[{"d":1,"d":1}]}}')).toThrow('a/c/0/d: the key stands twice');
    expect(() => parse('{"a":1,"\\u0061":2}')).toThrow('twice');
  });

  it.each(['8.0', '1e3', '-1', '-0', '9007199254740992', '18446744073709551615'])('keeps %s recognisable as not a plain safe integer', (literal) => {
    expect(parse(literal)).toEqual({ literal });
  });

  it('takes __proto__ for a key like any other', () => {
    expect([...(parse('{"__proto__":{"x":1}}') as ReadonlyMap<string, StrictJson>).keys()]).toEqual(['__proto__']);
  });

  it('refuses nesting that would exhaust the stack', () => {
    expect(() => parse('['.repeat(100_000))).toThrow('levels of nesting');
  });
});
