/** Readers on files as they come: every encoding and wrapping that users have, and every damage listed with its place. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../../../src/data/data.ts';
import { readRows } from '../../../src/data/readers/index.ts';
import { collect, jsonl, memoryFile } from '../support.ts';

const good = [{ text: 'one\u2028two' }, { text: '日本 🙂' }, { text: 'three' }];

async function read(
  source: ByteSource,
): Promise<{ rows: unknown[]; lines: number[]; problems: { line: number; code: string; severity: string; message: string; fix?: string }[] }> {
  const outcomes = await collect(readRows(source));
  return {
    rows: outcomes.flatMap(({ row }) => (row ? [row.value] : [])),
    lines: outcomes.flatMap(({ row }) => (row ? [row.line] : [])),
    problems: outcomes.flatMap(({ problems }) => problems),
  };
}

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(2 * text.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), littleEndian);
  return bytes;
}

const text = jsonl(...good);
const wrappings: readonly (readonly [string, string | Uint8Array])[] = [
  ['JSON lines', text],
  ['JSON lines with CRLF and blank lines', `\n${text.replaceAll('\n', '\r\n\r\n')}\r\n`],
  ['a UTF-8 byte-order mark', `\ufeff${text}`],
  ['UTF-16 little endian', utf16(`\ufeff${text}`, true)],
  ['UTF-16 big endian', utf16(`\ufeff${text}`, false)],
  ['gzip', gzipSync(text)],
  ['gzip of UTF-16', gzipSync(utf16(`\ufeff${text}`, true))],
  ['a JSON array', JSON.stringify(good)],
  ['an indented JSON array', JSON.stringify(good, null, 2)],
  ['an object with one array', JSON.stringify({ version: 'v1 [beta]', 'note"s': { a: [1, 2] }, data: good, count: 3 })],
  ['an indented object with one array', JSON.stringify({ info: {}, rows: good }, null, 2)],
  ['indented objects one after another', good.map((row) => JSON.stringify(row, null, 2)).join('\n')],
];

describe('rows come the same', () => {
  it.each(wrappings)('from %s', async (_, content) => {
    for (const chunk of [1, 7, 65536]) {
      const { rows, problems } = await read(memoryFile('rows.bin', content, chunk));
      expect(rows).toEqual(good);
      expect(problems).toEqual([]);
    }
  });
});

describe('single objects', () => {
  it('are a row, not a list of their messages or tools', async () => {
    const row = { tools: [{ name: 'f' }], messages: [{ role: 'user', content: 'Hi' }] };
    expect((await read(memoryFile('a.json', JSON.stringify(row, null, 1)))).rows).toEqual([row]);
    const sharegpt = { items: [{ from: 'human', value: 'Hi' }] };
    expect((await read(memoryFile('a.json', JSON.stringify(sharegpt)))).rows).toEqual([sharegpt]);
  });

  it('with two tables give both, with a warning', async () => {
    const { rows, problems } = await read(memoryFile('a.json', JSON.stringify({ train: good, test: [{ text: 'x' }] })));
    expect(rows).toHaveLength(4);
    expect(problems).toMatchObject([{ line: 0, severity: 'warning', code: 'SEVERAL_TABLES' }]);
  });
});

describe('bad rows are listed and passed over', () => {
  it('in JSON lines, with line, column and the text around', async () => {
    const lines = [
      '{"text": "ok"}',
      '',
      '{"text": "a" "b": 1}',
      "{'text': 'python', 'x': None}",
      '{"text": "x", "flag": True}',
      '[1, 2]',
      '"words"',
      '{"text": "cut',
      '{"text": "last"}',
    ];
    const { rows, lines: at, problems } = await read(memoryFile('chats.jsonl', lines.join('\n')));
    expect(rows).toEqual([{ text: 'ok' }, { text: 'last' }]);
    expect(at).toEqual([1, 9]);
    expect(problems.map(({ line, code }) => [line, code])).toEqual([
      [3, 'BAD_JSON'],
      [4, 'PYTHON_LITERAL'],
      [5, 'PYTHON_LITERAL'],
      [6, 'NOT_AN_OBJECT'],
      [7, 'NOT_AN_OBJECT'],
      [8, 'BAD_JSON'],
    ]);
    expect(problems[0]?.message).toMatch(/at column 14: \{"text": "a" "b": 1\}/);
    expect(problems.every(({ fix, severity }) => fix !== undefined && severity === 'error')).toBe(true);
  });

  it('when the first line is the bad one', async () => {
    const { rows, problems } = await read(memoryFile('a.jsonl', `oops\n${text}`));
    expect(rows).toEqual(good);
    expect(problems).toMatchObject([{ line: 1, code: 'BAD_JSON' }]);
    expect((await read(memoryFile('a.jsonl', `{"text": "cut\n${text}`))).rows).toEqual(good);
  });

  it('in JSON arrays, with the element', async () => {
    const { rows, problems } = await read(memoryFile('a.json', '[{"text": "a"}, {"text": b}, 7, {"text": "d"}]'));
    expect(rows).toEqual([{ text: 'a' }, { text: 'd' }]);
    expect(problems.map(({ line, code }) => [line, code])).toEqual([
      [2, 'BAD_JSON'],
      [3, 'NOT_AN_OBJECT'],
    ]);
  });

  it('when an array is cut off or followed by something', async () => {
    const cut = await read(memoryFile('a.json', '[{"text": "a"}, {"text": "b"'));
    expect(cut.rows).toEqual([{ text: 'a' }]);
    expect(cut.problems).toMatchObject([{ line: 2, code: 'UNFINISHED_JSON' }]);
    expect((await read(memoryFile('a.json', '[{"text": "a"}] trailing'))).problems).toMatchObject([{ code: 'BAD_JSON' }]);
  });

  it('while NaN and infinities outside of strings are read as null', async () => {
    const { rows, problems } = await read(memoryFile('a.jsonl', '{"text": "NaN \\" -Infinity", "score": NaN, "low": -Infinity}\n{"text": "b"}'));
    expect(rows[0]).toEqual({ text: 'NaN " -Infinity', score: null, low: null });
    expect(problems).toMatchObject([{ line: 1, code: 'NAN_LITERAL', severity: 'warning' }]);
  });
});

describe('files that hold no rows are refused with what to do', () => {
  const bytes = (...codes: number[]): Uint8Array => Uint8Array.from([...codes, ...new Array<number>(40).fill(1)]);
  it.each([
    ['Parquet', new TextEncoder().encode('PAR1....'), 'NOT_AVAILABLE', /Parquet/],
    ['Arrow', new TextEncoder().encode('ARROW1\0\0'), 'NOT_AVAILABLE', /Arrow/],
    ['zstd', bytes(0x28, 0xb5, 0x2f, 0xfd), 'NOT_AVAILABLE', /zstd/],
    ['ZIP', bytes(0x50, 0x4b, 3, 4), 'NOT_AVAILABLE', /ZIP/],
    ['pickle', bytes(0x80, 4, 0x95), 'BAD_DATASET', /pickle/],
    ['pictures', bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d), 'BAD_DATASET', /a picture or another binary file/],
    ['files of zeros', new Uint8Array(64), 'BAD_DATASET', /binary file/],
    ['Git LFS pointers', new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\noid sha256:0\n'), 'BAD_DATASET', /LFS pointer/],
    ['CSV', new TextEncoder().encode('question,answer\n1,2\n'), 'NOT_AVAILABLE', /CSV/],
    ['prose', new TextEncoder().encode('Once upon a time\nthere was\n'), 'NOT_AVAILABLE', /plain text/],
    ['web pages', new TextEncoder().encode('<!doctype html>\n<p>log in</p>\n'), 'BAD_DATASET', /web page/],
    ['empty files', new Uint8Array(0), 'BAD_DATASET', /empty/],
    ['UTF-16 without a mark', utf16(text, true), 'BAD_DATASET', /UTF-16 without/],
    ['half a gzip', gzipSync(text).subarray(0, 30), 'BAD_DATASET', /gzip/],
  ])('%s', async (_, content, code, message) => {
    const error = await read(memoryFile('rows.jsonl', content)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message), details: { file: 'rows.jsonl', hint: expect.any(String) } });
  });
});

it('reading stops when asked to', async () => {
  const controller = new AbortController();
  const rows = readRows(memoryFile('a.jsonl', `${text}\n`.repeat(100_000), 4096), { signal: controller.signal });
  await rows.next();
  controller.abort();
  await expect(collect(rows)).rejects.toMatchObject({ code: 'STOPPED' });
});

it('a large file is never held whole', async () => {
  const row = `${JSON.stringify({ text: 'x'.repeat(1000) })},\n`;
  const chunk = new TextEncoder().encode(row.repeat(64));
  const source: ByteSource = {
    name: 'large.json',
    bytes: 0,
    async *open() {
      yield new TextEncoder().encode('[');
      for (let i = 0; i < 2000; i++) yield chunk;
      yield new TextEncoder().encode('{"text": "end"}]');
    },
  };
  let count = 0;
  let peak = 0;
  const start = process.memoryUsage().heapUsed;
  for await (const { row: read } of readRows(source)) {
    if (read) count++;
    if (count % 20_000 === 0) peak = Math.max(peak, process.memoryUsage().heapUsed - start);
  }
  expect(count).toBe(2000 * 64 + 1);
  expect(peak).toBeLessThan(100 * 2 ** 20);
});
