import { describe, expect, it } from 'vitest';
import { parsePythonLiteral } from '../../../src/data/readers/pythonLiteral.ts';

const read: readonly (readonly [text: string, value: unknown])[] = [
  [`{'a': 'it\\'s', "b": "x"}`, { a: "it's", b: 'x' }],
  ["{'a': None, 'b': True, 'c': False}", { a: null, b: true, c: false }],
  ['[1, -2.5, 1e-3, .5, (1, 2), (), [],]', [1, -2.5, 1e-3, 0.5, [1, 2], [], []]],
  [`'\\x41\\u00e9\\U0001F600\\n\\t\\\\'`, 'Aé😀\n\t\\'],
  ['{"json": [null, true, "é"]}', { json: [null, true, 'é'] }],
  [" { 'a' : nan , 'b': -inf } ", { a: null, b: null }],
  ["{1: 'key'}", { 1: 'key' }],
];

describe('Python literals', () => {
  it.each(read)('%s', (text, value) => {
    expect(parsePythonLiteral(text)).toEqual(value);
  });

  it.each(["{'a': array([1])}", "{'a': 1", "'open", '{1, 2}', 'None None', '', '['.repeat(100_000)])('%.40s is none', (text) => {
    expect(parsePythonLiteral(text)).toBeUndefined();
  });
});
