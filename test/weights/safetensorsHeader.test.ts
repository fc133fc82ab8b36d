/** Every malformed and every odd but valid file of the format, made by hand. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSafetensors } from '../../src/weights/safetensorsReader.ts';
import { refusalOf, safetensorsBytes, temporaryFolder } from './support.ts';

async function fileOf(bytes: Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), 'x.safetensors');
  await writeFile(path, bytes);
  return path;
}

/** An entry of one F32 tensor; fields may be replaced. */
function entry(begin: number, end: number, more: object = {}): object {
  return { dtype: 'F32', shape: [(end - begin) / 4], data_offsets: [begin, end], ...more };
}

const eight = new Uint8Array(8);
const raw = (dtype: string, shape: string, offsets: string): string => `{"w":{"dtype":${dtype},"shape":${shape},"data_offsets":${offsets}}}`;

const malformed: readonly { readonly what: string; readonly bytes: Uint8Array; readonly rule: RegExp; readonly tensor?: string }[] = [
  { what: 'a file below 8 bytes', bytes: new Uint8Array(7), rule: /at least 8 bytes, got 7/ },
  { what: 'an empty file', bytes: new Uint8Array(0), rule: /at least 8 bytes, got 0/ },
  { what: 'a header of more than 100 MB', bytes: safetensorsBytes('{}', eight, 100_000_001n), rule: /at most 100000000 bytes, got a length of 100000001/ },
  { what: 'a header length past 2^63', bytes: safetensorsBytes('{}', eight, 2n ** 64n - 1n), rule: /at most 100000000/ },
  { what: 'a header longer than the file', bytes: safetensorsBytes('{}', eight, 50n), rule: /expected 50 bytes of header, the whole file has 18/ },
  { what: 'a header that is not JSON', bytes: safetensorsBytes('{"w":'), rule: /not valid JSON: expected a value at character 6, got the end/ },
  { what: 'a header that is not UTF-8', bytes: safetensorsBytes('{}', Uint8Array.of(0xff), 3n), rule: /UTF-8/ },
  { what: 'a header with a byte-order mark', bytes: safetensorsBytes('\ufeff{}'), rule: /not valid JSON/ },
  { what: 'a header that is a list', bytes: safetensorsBytes('[]'), rule: /expected the header to be an object/ },
  {
    what: 'overlapping tensors',
    bytes: safetensorsBytes({ a: entry(0, 8), b: entry(4, 12) }, new Uint8Array(12)),
    rule: /begin at 8, got 4: it overlaps/,
    tensor: 'b',
  },
  {
    what: 'a hole between tensors',
    bytes: safetensorsBytes({ a: entry(0, 4), b: entry(8, 12) }, new Uint8Array(12)),
    rule: /begin at 4, got 8: it leaves a hole/,
    tensor: 'b',
  },
  { what: 'a first tensor not at 0', bytes: safetensorsBytes({ a: entry(4, 8) }, eight), rule: /begin at 0, got 4/, tensor: 'a' },
  { what: 'trailing bytes', bytes: safetensorsBytes({ a: entry(0, 4) }, eight), rule: /end after its last tensor/, tensor: 'a' },
  { what: 'bytes after an empty header', bytes: safetensorsBytes({}, eight), rule: /end after its last tensor at 10 bytes, got 18/ },
  { what: 'a truncated file', bytes: safetensorsBytes({ a: entry(0, 8) }, eight).subarray(0, -1), rule: /cut short/, tensor: 'a' },
  {
    what: 'fewer bytes than the shape needs',
    bytes: safetensorsBytes({ a: entry(0, 8, { shape: [3] }) }, eight),
    rule: /expected 12 bytes for F32 \[3\], got 8/,
    tensor: 'a',
  },
  {
    what: 'more bytes than the shape needs',
    bytes: safetensorsBytes({ a: entry(0, 8, { shape: [] }) }, eight),
    rule: /expected 4 bytes for F32 \[\], got 8/,
    tensor: 'a',
  },
  {
    what: 'a shape whose product passes 2^53',
    bytes: safetensorsBytes({ a: entry(0, 8, { shape: [2 ** 30, 2 ** 30] }) }, eight),
    rule: /too large/,
    tensor: 'a',
  },
  {
    what: 'a shape whose product wraps 64 bits to the size given',
    bytes: safetensorsBytes({ a: entry(0, 0, { shape: [2 ** 32, 2 ** 32] }) }),
    rule: /too large/,
    tensor: 'a',
  },
  { what: 'a size in bits past 2^53', bytes: safetensorsBytes({ a: entry(0, 8, { shape: [2 ** 50] }) }, eight), rule: /too large/, tensor: 'a' },
  {
    what: 'a sub-byte tensor that is no whole byte',
    bytes: safetensorsBytes({ a: entry(0, 1, { dtype: 'F4', shape: [1] }) }, new Uint8Array(1)),
    rule: /whole number of bytes, got 4 bits/,
    tensor: 'a',
  },
  {
    what: 'an unknown dtype',
    bytes: safetensorsBytes({ a: entry(0, 8, { dtype: 'F128' }) }, eight),
    rule: /dtype: expected a type .* got "F128"/,
    tensor: 'a',
  },
  { what: 'a dtype in lower case', bytes: safetensorsBytes({ a: entry(0, 8, { dtype: 'f32' }) }, eight), rule: /dtype/, tensor: 'a' },
  { what: 'a dtype that is no text', bytes: safetensorsBytes({ a: entry(0, 8, { dtype: 32 }) }, eight), rule: /dtype/, tensor: 'a' },
  { what: 'no dtype', bytes: safetensorsBytes({ a: { shape: [2], data_offsets: [0, 8] } }, eight), rule: /dtype: .* got nothing/, tensor: 'a' },
  { what: 'no shape', bytes: safetensorsBytes({ a: { dtype: 'F32', data_offsets: [0, 8] } }, eight), rule: /shape: .* got nothing/, tensor: 'a' },
  { what: 'no offsets', bytes: safetensorsBytes({ a: { dtype: 'F32', shape: [2] } }, eight), rule: /data_offsets: .* got nothing/, tensor: 'a' },
  { what: 'a negative dimension', bytes: safetensorsBytes({ a: entry(0, 8, { shape: [-2] }) }, eight), rule: /shape: .* got \[-2\]/, tensor: 'a' },
  { what: 'a dimension spelled 2.0', bytes: safetensorsBytes(raw('"F32"', '[2.0]', '[0,8]'), eight), rule: /shape: .* got \[2\.0\]/, tensor: 'w' },
  { what: 'an offset spelled 8.0', bytes: safetensorsBytes(raw('"F32"', '[2]', '[0,8.0]'), eight), rule: /data_offsets: .* got \[0, 8\.0\]/, tensor: 'w' },
  { what: 'a negative offset', bytes: safetensorsBytes({ a: entry(0, 8, { data_offsets: [-8, 0] }) }, eight), rule: /data_offsets/, tensor: 'a' },
  {
    what: 'an offset past 2^53',
    bytes: safetensorsBytes(raw('"F32"', '[2]', '[0,9007199254740993]'), eight),
    rule: /data_offsets: .* 9007199254740993/,
    tensor: 'w',
  },
  { what: 'offsets in reverse', bytes: safetensorsBytes({ a: entry(0, 8, { data_offsets: [8, 0] }) }, eight), rule: /begin <= end/, tensor: 'a' },
  { what: 'three offsets', bytes: safetensorsBytes({ a: entry(0, 8, { data_offsets: [0, 4, 8] }) }, eight), rule: /\[begin, end\]/, tensor: 'a' },
  { what: 'an entry that is a list', bytes: safetensorsBytes({ a: [] }), rule: /expected an object with dtype/, tensor: 'a' },
  { what: 'a metadata value that is no text', bytes: safetensorsBytes({ __metadata__: { format: 1 } }), rule: /__metadata__\.format: expected text, got 1/ },
  { what: 'metadata that is no object', bytes: safetensorsBytes({ __metadata__: 'pt' }), rule: /__metadata__: expected an object/ },
  {
    what: 'a tensor given twice with different ranges',
    bytes: safetensorsBytes(`{"a":${JSON.stringify(entry(0, 4))},"a":${JSON.stringify(entry(4, 8))}}`, eight),
    rule: /twice/,
    tensor: 'a',
  },
  {
    what: 'a tensor given twice with the same range',
    bytes: safetensorsBytes(`{"a":${JSON.stringify(entry(0, 8))},"a":${JSON.stringify(entry(0, 8))}}`, eight),
    rule: /twice/,
    tensor: 'a',
  },
  {
    what: 'a field given twice',
    bytes: safetensorsBytes('{"a":{"dtype":"F32","dtype":"I32","shape":[2],"data_offsets":[0,8]}}', eight),
    rule: /dtype: the key stands twice/,
    tensor: 'a',
  },
  {
    what: 'a name of more than 1 KiB',
    bytes: safetensorsBytes({ ['n'.repeat(1025)]: entry(0, 8) }, eight),
    rule: /at most 1024 characters, got 1025/,
    tensor: 'n'.repeat(1025),
  },
];

describe('a malformed safetensors file is refused', () => {
  it.each(malformed)('$what', async ({ bytes, rule, tensor }) => {
    const path = await fileOf(bytes);
    const error = await refusalOf(openSafetensors(path));
    expect(error.code).toBe('BAD_MODEL');
    expect(error.message).toMatch(rule);
    expect(error.details.file).toBe(path);
    expect(error.details.hint).toBeTruthy();
    if (tensor !== undefined) {
      expect(error.details.tensor).toBe(tensor);
      expect(error.message).toContain(`tensor "${tensor.slice(0, 200)}`);
    }
  });

  it('names with terminal codes are shown escaped', async () => {
    const error = await refusalOf(openSafetensors(await fileOf(safetensorsBytes({ '\u001b[2Jx': entry(4, 8) }, eight))));
    expect(error.message).toContain('\\u001b[2Jx');
  });

  it.each([
    ['git-LFS pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n', /git lfs pull/],
    ['zip archive', 'PK\x03\x04\x14\x00\x00\x00\x08\x08archive/data.pkl', /save_pretrained/],
    ['web page', '<!doctype html><title>Sign in</title>', /download the file again/],
    ['GGUF', 'GGUF\x03\x00\x00\x00\x01\x00\x00\x00', /safetensors/],
  ])('and a %s in its place is called by its name', async (what, text, hint) => {
    const error = await refusalOf(openSafetensors(await fileOf(new TextEncoder().encode(text))));
    expect(error.message).toContain(what);
    expect(error.details.hint).toMatch(hint);
  });
});

describe('an odd but valid safetensors file is accepted', () => {
  it.each([
    ['leading spaces and trailing newlines', safetensorsBytes(`  ${JSON.stringify({ w: entry(0, 8) })}\n\n`, eight), ['w']],
    ['extra fields in an entry', safetensorsBytes({ w: entry(0, 8, { note: { deep: [1.5, null] } }) }, eight), ['w']],
    ['an empty header', safetensorsBytes({}), []],
    ['only metadata', safetensorsBytes({ __metadata__: { format: 'pt' } }), []],
    [
      'a scalar and an empty tensor',
      safetensorsBytes({ s: entry(0, 4, { shape: [] }), e: entry(4, 4, { shape: [0, 4] }), t: entry(4, 8) }, eight),
      ['s', 'e', 't'],
    ],
    ['entries in another order than their bytes', safetensorsBytes({ b: entry(4, 8), a: entry(0, 4) }, eight), ['a', 'b']],
    ['an unaligned start', safetensorsBytes({ a: entry(0, 1, { dtype: 'U8', shape: [1] }), b: entry(1, 5) }, new Uint8Array(5)), ['a', 'b']],
    ['packed four-bit values', safetensorsBytes({ q: entry(0, 4, { dtype: 'F4', shape: [2, 4] }) }, new Uint8Array(4)), ['q']],
    [
      'a name like a path or a prototype',
      safetensorsBytes(
        '{"../../etc/x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"__proto__":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}',
        new Uint8Array(2),
      ),
      ['../../etc/x', '__proto__'],
    ],
  ])('%s', async (_, bytes, names) => {
    const reader = await openSafetensors(await fileOf(bytes));
    expect([...reader.tensors.keys()]).toEqual(names);
    await reader.close();
  });
});
