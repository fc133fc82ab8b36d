import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSafetensors, type SafetensorsReader } from '../../src/weights/safetensorsReader.ts';
import { f32File, refusalOf, safetensorsBytes, temporaryFolder } from './support.ts';

async function openBytes(bytes: Uint8Array): Promise<SafetensorsReader> {
  const path = join(await temporaryFolder(), 'x.safetensors');
  await writeFile(path, bytes);
  return openSafetensors(path);
}

/** One tensor after a single byte, so that nothing is aligned. */
function unaligned(dtype: string, values: ArrayBufferView, count: number): Uint8Array {
  const bytes = new Uint8Array(values.buffer);
  const data = new Uint8Array(1 + bytes.length);
  data.set(bytes, 1);
  return safetensorsBytes({ pad: { dtype: 'U8', shape: [1], data_offsets: [0, 1] }, w: { dtype, shape: [count], data_offsets: [1, 1 + bytes.length] } }, data);
}

describe('reading a safetensors file', () => {
  it.each([
    ['F32', Float32Array.of(1.5, -0, 3e-40, 7)],
    ['F64', Float64Array.of(1.5, -0, 1e-300, 7)],
    ['F16', Uint16Array.of(0x3e00, 0x8000, 0x0001, 0x4700)],
    ['BF16', Uint16Array.of(0x3fc0, 0x8000, 0x0001, 0x40e0)],
    ['F8_E4M3', Uint8Array.of(0x3c, 0x80, 0x01, 0x4e)],
    ['F8_E5M2', Uint8Array.of(0x3e, 0x80, 0x01, 0x47)],
  ])('widens %s from an unaligned place, whole and in slices', async (dtype, stored) => {
    const reader = await openBytes(unaligned(dtype, stored, 4));
    const values = await reader.readFloat32('w');
    expect(values[0]).toBe(1.5);
    expect(values[1]).toBe(-0);
    expect(values[3]).toBe(7);
    expect(await reader.readFloat32('w', 1, 2)).toEqual(values.slice(1, 3));
    expect(await reader.readFloat32('w', 2)).toEqual(values.slice(2));
    expect(await reader.readBytes('w', 1, 1)).toEqual(new Uint8Array(stored.buffer).slice(stored.BYTES_PER_ELEMENT, 2 * stored.BYTES_PER_ELEMENT));
    await reader.close();
  });

  it('converts tensors larger than one chunk without a seam', async () => {
    const count = 5_000_001;
    const halves = Uint16Array.from({ length: count }, (_, i) => 0x3f80 + (i % 101));
    const reader = await openBytes(unaligned('BF16', halves, count));
    const values = await reader.readFloat32('w');
    const cycle = new Float32Array(Uint32Array.from({ length: 101 }, (_, i) => (0x3f80 + i) << 16).buffer);
    const wrong = values.findIndex((value, i) => value !== cycle[i % 101]);
    expect(wrong).toBe(-1);
    await reader.close();
  });

  it('reads scalars, empty tensors and metadata', async () => {
    const header = {
      __metadata__: { format: 'pt' },
      s: { dtype: 'F32', shape: [], data_offsets: [0, 4] },
      e: { dtype: 'BF16', shape: [0, 3], data_offsets: [4, 4] },
    };
    const reader = await openBytes(safetensorsBytes(header, new Uint8Array(Float32Array.of(42).buffer)));
    expect([...(await reader.readFloat32('s'))]).toEqual([42]);
    expect([...(await reader.readFloat32('e'))]).toEqual([]);
    expect(reader.metadata.get('format')).toBe('pt');
    expect(reader.tensors.get('e')).toMatchObject({ shape: [0, 3], dtype: 'bf16', bytes: 0 });
    await reader.close();
  });

  it('refuses integers as weights but hands out their bytes', async () => {
    const reader = await openBytes(unaligned('I64', BigInt64Array.of(5n), 1));
    const error = await refusalOf(reader.readFloat32('w'));
    expect(error.message).toContain('expected a floating-point type, got i64');
    expect([...(await reader.readBytes('w'))]).toEqual([5, 0, 0, 0, 0, 0, 0, 0]);
    await reader.close();
  });

  it('refuses packed ranges that split a byte', async () => {
    const reader = await openBytes(safetensorsBytes({ q: { dtype: 'F4', shape: [4], data_offsets: [0, 2] } }, Uint8Array.of(0x21, 0x43)));
    expect([...(await reader.readBytes('q', 2, 2))]).toEqual([0x43]);
    expect((await refusalOf(reader.readBytes('q', 1, 2))).code).toBe('SHAPE_MISMATCH');
    await reader.close();
  });

  it.each([
    [0, 4],
    [3, 1],
    [-1, 1],
    [0, 1.5],
    [4, undefined],
  ])('refuses the range of %d and %d in a tensor of 3', async (start, count) => {
    const reader = await openBytes(f32File({ w: [1, 2, 3] }));
    expect((await refusalOf(reader.readFloat32('w', start, count))).code).toBe('SHAPE_MISMATCH');
    await reader.close();
  });

  it('names a tensor that is not there', async () => {
    const reader = await openBytes(f32File({ w: [1] }));
    expect((await refusalOf(reader.readBytes('v'))).details.tensor).toBe('v');
    await reader.close();
  });

  it('says so when the file is cut while open', async () => {
    const path = join(await temporaryFolder(), 'x.safetensors');
    await writeFile(path, f32File({ w: [1, 2, 3] }));
    const reader = await openSafetensors(path);
    await writeFile(path, '');
    expect((await refusalOf(reader.readFloat32('w'))).message).toContain('changed while open');
    await reader.close();
  });

  it('refuses a missing file and a folder of that name', async () => {
    const folder = await temporaryFolder();
    expect((await refusalOf(openSafetensors(join(folder, 'none.safetensors')))).message).toContain('found none');
    await mkdir(join(folder, 'model.safetensors'));
    expect((await refusalOf(openSafetensors(join(folder, 'model.safetensors')))).message).toContain('regular file');
  });

  it('reads 300 MB in slices while memory stays flat', async () => {
    const path = join(await temporaryFolder(), 'sparse.safetensors');
    const elements = 75_000_000;
    const head = safetensorsBytes({ w: { dtype: 'F32', shape: [elements], data_offsets: [0, 4 * elements] } });
    const file = await open(path, 'w');
    await file.write(head);
    await file.truncate(head.length + 4 * elements);
    await file.close();
    const reader = await openSafetensors(path);
    const slice = 2 ** 20;
    const readSlice = (start: number): Promise<Float32Array> => reader.readFloat32('w', start, Math.min(slice, elements - start));
    await readSlice(0);
    const before = process.memoryUsage().rss;
    let peak = 0;
    let read = 0;
    for (let start = 0; start < elements; start += slice) {
      read += (await readSlice(start)).length;
      peak = Math.max(peak, process.memoryUsage().rss - before);
    }
    await reader.close();
    expect(read).toBe(elements);
    expect(peak).toBeLessThan(100 * 2 ** 20);
  });
});
