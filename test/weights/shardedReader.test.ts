import { rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openShards } from '../../src/weights/shardedReader.ts';
import { f32File, refusalOf, temporaryFolder, writeFiles } from './support.ts';

const first = 'model-00001-of-00002.safetensors';
const second = 'model-00002-of-00002.safetensors';
const shards = { [first]: f32File({ a: [1, 2], b: [3] }), [second]: f32File({ c: [4, 5, 6] }) };

/** A folder with both shards and an index over them; `weightMap` may be raw text. Returns the index's path. */
async function sharded(weightMap: object | string, more: Record<string, Uint8Array> = {}): Promise<string> {
  const folder = await temporaryFolder();
  const text = typeof weightMap === 'string' ? weightMap : JSON.stringify({ weight_map: weightMap });
  await writeFiles(folder, { ...shards, ...more, 'model.safetensors.index.json': text });
  return join(folder, 'model.safetensors.index.json');
}

describe('a sharded checkpoint', () => {
  it('reads as one, without metadata in the index', async () => {
    const { reader, notes } = await openShards(await sharded({ a: first, b: first, c: second }));
    expect([...reader.tensors.keys()]).toEqual(['a', 'b', 'c']);
    expect([...(await reader.readFloat32('a'))]).toEqual([1, 2]);
    expect([...(await reader.readFloat32('c', 1, 2))]).toEqual([5, 6]);
    expect((await refusalOf(reader.readFloat32('d'))).details.tensor).toBe('d');
    expect(notes).toEqual([]);
    await reader.close();
  });

  it('notes tensors that the index leaves out, and leaves them out', async () => {
    const { reader, notes } = await openShards(await sharded({ a: first, c: second }));
    expect([...reader.tensors.keys()]).toEqual(['a', 'c']);
    expect(notes).toEqual([expect.stringContaining(`${first} holds 1 tensor(s) that the index does not place there; they are ignored: b`)]);
    await reader.close();
  });

  it('follows links, as the Hugging Face cache uses them', async () => {
    const index = await sharded({ a: first, c: second });
    const folder = join(index, '..');
    await rename(join(folder, first), join(folder, 'blob'));
    await symlink('blob', join(folder, first));
    const { reader } = await openShards(index);
    expect([...(await reader.readFloat32('a'))]).toEqual([1, 2]);
    await reader.close();
  });

  it('refuses a missing shard by name', async () => {
    const error = await refusalOf(openShards(await sharded({ a: first, x: 'model-00003-of-00003.safetensors' })));
    expect(error.message).toContain('model-00003-of-00003.safetensors');
    expect(error.details.hint).toContain('download');
  });

  it.each([
    '../x.safetensors',
    '/etc/x.safetensors',
    'sub/x.safetensors',
    'sub\\x.safetensors',
    'C:x.safetensors',
    '..',
    '',
    '.x.safetensors',
    'pytorch_model.bin',
    'x\u0000.safetensors',
  ])('refuses the shard name %j', async (name) => {
    const error = await refusalOf(openShards(await sharded({ a: name })));
    expect(error.message).toContain('bare name');
    expect(error.details.tensor).toBe('a');
  });

  it('refuses a tensor that lies in another shard, or in none, and says which', async () => {
    expect((await refusalOf(openShards(await sharded({ a: first, b: second, c: second })))).message).toContain(
      `expected in ${second}, as the index says, found in ${first}`,
    );
    const nowhere = await refusalOf(openShards(await sharded({ z: first, c: second })));
    expect(nowhere.message).toContain('found nowhere');
    expect(nowhere.details.tensor).toBe('z');
  });

  it.each([
    ['not JSON', '{"weight_map":', /not valid JSON/],
    ['a list', '[]', /weight_map/],
    ['without a weight_map', '{"metadata":{}}', /weight_map/],
    ['with a tensor placed twice', `{"weight_map":{"a":"${first}","a":"${second}"}}`, /twice/],
    ['with a number for a shard', '{"weight_map":{"a":1}}', /bare name/],
  ])('refuses an index that is %s', async (_, text, rule) => {
    expect((await refusalOf(openShards(await sharded(text)))).message).toMatch(rule);
  });

  it('refuses a damaged shard, naming the shard and the tensor', async () => {
    const error = await refusalOf(openShards(await sharded({ a: first, c: second }, { [second]: f32File({ c: [4, 5, 6] }).subarray(0, -1) })));
    expect(error.details.file).toContain(second);
    expect(error.details.tensor).toBe('c');
  });
});
