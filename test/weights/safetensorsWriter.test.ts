import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeBf16, encodeF16 } from '../../src/weights/halfFloat.ts';
import { openSafetensors } from '../../src/weights/safetensorsReader.ts';
import { createSafetensorsWriter } from '../../src/weights/safetensorsWriter.ts';
import { openShards } from '../../src/weights/shardedReader.ts';
import type { TensorPlan } from '../../src/weights/weights.ts';
import { refusalOf, temporaryFolder } from './support.ts';

const plan: readonly TensorPlan[] = [
  { name: 'z.f32', shape: [2, 3], dtype: 'f32' },
  { name: 'b.f16', shape: [5], dtype: 'f16' },
  { name: 'a.bf16', shape: [7], dtype: 'bf16' },
  { name: 'a.f32', shape: [], dtype: 'f32' },
  { name: 'empty', shape: [0, 4], dtype: 'f32' },
];
const ramp = (count: number, from = 0): Float32Array => Float32Array.from({ length: count }, (_, i) => from + i / 3);

describe('writing safetensors', () => {
  it('reads back exactly, whatever the order and slices of the writes', async () => {
    const folder = await temporaryFolder();
    const writer = await createSafetensorsWriter(folder, plan);
    await writer.write('a.bf16', ramp(4));
    await writer.write('a.f32', ramp(1, 9));
    await writer.write('a.bf16', ramp(3, 4 / 3));
    await writer.write('z.f32', ramp(6));
    await writer.write('b.f16', ramp(5));
    expect(await readdir(folder)).toEqual(['model.safetensors.tmp']);
    const [file, ...more] = await writer.finish();
    expect(more).toEqual([]);
    expect(await readdir(folder)).toEqual(['model.safetensors']);
    expect(file?.bytes).toBe((await stat(file?.path as string)).size);

    const reader = await openSafetensors(file?.path as string);
    expect(await reader.readFloat32('z.f32')).toEqual(ramp(6));
    expect(await reader.readFloat32('a.f32')).toEqual(ramp(1, 9));
    expect(await reader.readFloat32('empty')).toEqual(new Float32Array(0));
    const half = new Uint16Array(5);
    encodeF16(ramp(5), half);
    expect(await reader.readBytes('b.f16')).toEqual(new Uint8Array(half.buffer));
    const brain = new Uint16Array(7);
    encodeBf16(ramp(7), brain);
    expect(await reader.readBytes('a.bf16')).toEqual(new Uint8Array(brain.buffer));
    await reader.close();
  });

  it('lays tensors out as the reference does: widest type first, then by name, data aligned to 8', async () => {
    const folder = await temporaryFolder();
    const writer = await createSafetensorsWriter(folder, plan);
    for (const { name, shape } of plan) await writer.write(name, ramp(shape.reduce((a, b) => a * b, 1)));
    await writer.finish();
    const bytes = await readFile(join(folder, 'model.safetensors'));
    const length = Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<string, unknown>;
    expect(Object.keys(header)).toEqual(['__metadata__', 'a.f32', 'empty', 'z.f32', 'a.bf16', 'b.f16']);
    expect(header.__metadata__).toEqual({ format: 'pt' });
    expect(header['a.bf16']).toEqual({ dtype: 'BF16', shape: [7], data_offsets: [28, 42] });
    expect(length % 8).toBe(0);
    expect((await stat(join(folder, 'model.safetensors'))).mode & 0o777).toBe(0o666 & ~process.umask() & 0o644);
  });

  it('keeps names that JSON objects would reorder or swallow', async () => {
    const folder = await temporaryFolder();
    const names = ['__proto__', '10', '9', 'ä"\\\n'];
    const writer = await createSafetensorsWriter(
      folder,
      names.map((name) => ({ name, shape: [1], dtype: 'f32' })),
    );
    for (const [i, name] of names.entries()) await writer.write(name, Float32Array.of(i));
    const reader = await openSafetensors((await writer.finish())[0]?.path as string);
    expect(await Promise.all(names.map(async (name) => (await reader.readFloat32(name))[0]))).toEqual([0, 1, 2, 3]);
    await reader.close();
  });

  it('splits into shards in the order of the plan, with an index and its total size', async () => {
    const folder = await temporaryFolder();
    const sizes = { a: 10, huge: 100, b: 10, c: 15 };
    const shards = Object.entries(sizes).map(([name, size]): TensorPlan => ({ name, shape: [size], dtype: 'f32' }));
    const writer = await createSafetensorsWriter(folder, shards, { shardBytes: 100 });
    for (const { name, shape } of [...shards].reverse()) await writer.write(name, ramp(shape[0] as number));
    const files = await writer.finish();
    const names = ['model-00001-of-00003.safetensors', 'model-00002-of-00003.safetensors', 'model-00003-of-00003.safetensors', 'model.safetensors.index.json'];
    expect(files.map(({ path }) => path)).toEqual(names.map((name) => join(folder, name)));
    for (const { path, bytes } of files) expect((await stat(path)).size).toBe(bytes);
    expect((await readdir(folder)).sort()).toEqual(names);
    const index = JSON.parse(await readFile(join(folder, 'model.safetensors.index.json'), 'utf8')) as object;
    expect(index).toEqual({ metadata: { total_size: 540 }, weight_map: { a: names[0], huge: names[1], b: names[2], c: names[2] } });
    const { reader, notes } = await openShards(join(folder, 'model.safetensors.index.json'));
    expect(notes).toEqual([]);
    for (const [name, size] of Object.entries(sizes)) expect(await reader.readFloat32(name)).toEqual(ramp(size));
    await reader.close();
  });

  it('converts tensors larger than one chunk without a seam', async () => {
    const folder = await temporaryFolder();
    const count = 2 ** 20 + 17;
    const writer = await createSafetensorsWriter(folder, [{ name: 'w', shape: [count], dtype: 'bf16' }]);
    const values = Float32Array.from({ length: count }, (_, i) => (i * 7) % 256);
    await writer.write('w', values);
    const reader = await openSafetensors((await writer.finish())[0]?.path as string);
    expect(Buffer.compare(Buffer.from((await reader.readFloat32('w')).buffer), Buffer.from(values.buffer))).toBe(0);
    await reader.close();
  });

  it.each([
    ['an unplanned tensor', 'other', 1, /was not planned/],
    ['too many values', 'w', 4, /expected 3 values for \[3\], got at least 4/],
  ])('refuses %s and leaves nothing behind', async (_, name, count, rule) => {
    const folder = await temporaryFolder();
    const writer = await createSafetensorsWriter(folder, [{ name: 'w', shape: [3], dtype: 'f32' }]);
    expect((await refusalOf(writer.write(name, ramp(count)))).message).toMatch(rule);
    expect(await readdir(folder)).toEqual([]);
    expect((await refusalOf(writer.write('w', ramp(3)))).message).toContain('aborted');
  });

  it('refuses to finish while a tensor is missing or short, and leaves nothing behind', async () => {
    const folder = await temporaryFolder();
    const writer = await createSafetensorsWriter(folder, [{ name: 'w', shape: [3], dtype: 'f32' }]);
    await writer.write('w', ramp(2));
    const error = await refusalOf(writer.finish());
    expect(error.message).toContain('expected 3 values for [3], only 2 were written');
    expect(error.details.tensor).toBe('w');
    expect(await readdir(folder)).toEqual([]);
  });

  it('abort removes everything, also when called twice, but never a finished file', async () => {
    const folder = await temporaryFolder();
    const aborted = await createSafetensorsWriter(folder, plan);
    await aborted.abort();
    await aborted.abort();
    expect(await readdir(folder)).toEqual([]);
    const finished = await createSafetensorsWriter(folder, [{ name: 'w', shape: [1], dtype: 'f32' }]);
    await finished.write('w', ramp(1));
    await finished.finish();
    await finished.abort();
    await aborted.abort();
    expect(await readdir(folder)).toEqual(['model.safetensors']);
    expect((await refusalOf(createSafetensorsWriter(folder, plan))).code).toBe('OUTPUT_EXISTS');
  });

  it.each([
    [
      'twice the same name',
      [
        { name: 'w', shape: [1], dtype: 'f32' },
        { name: 'w', shape: [1], dtype: 'f32' },
      ],
    ],
    ['the reserved name', [{ name: '__metadata__', shape: [1], dtype: 'f32' }]],
    ['a fractional dimension', [{ name: 'w', shape: [1.5], dtype: 'f32' }]],
    ['a negative dimension', [{ name: 'w', shape: [-1], dtype: 'f32' }]],
    ['a size past 2^53', [{ name: 'w', shape: [2 ** 30, 2 ** 30], dtype: 'f32' }]],
  ] as [string, TensorPlan[]][])('refuses a plan with %s', async (_, bad) => {
    const folder = await temporaryFolder();
    expect((await refusalOf(createSafetensorsWriter(folder, bad))).code).toBe('SHAPE_MISMATCH');
    expect(await readdir(folder)).toEqual([]);
  });
});
