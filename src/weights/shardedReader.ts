/** A checkpoint spread over several safetensors files, as its index says: the index is believed, then every word of it checked. */
import { basename, dirname, join } from 'node:path';
import { MixwrightError } from '../shared/errors.ts';
import { readJsonText } from './jsonFile.ts';
import { openSafetensors, refuseUnknownTensor, type SafetensorsReader } from './safetensorsReader.ts';
import { isStrictObject, parseStrictJson, showJson } from './strictJson.ts';
import type { StoredTensor, TensorReader } from './weights.ts';

export interface ShardedCheckpoint {
  readonly reader: TensorReader;
  /** Harmless oddities, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Opens all shards named by an index (`model.safetensors.index.json`); they must lie beside it. `metadata` in the index is optional and ignored.
 * @throws MixwrightError BAD_MODEL for a shard that is missing, damaged or named by a path, and for a tensor that is not in the shard the index names.
 */
export async function openShards(indexPath: string): Promise<ShardedCheckpoint> {
  const shardOf = parseIndex(await readJsonText(indexPath), indexPath);
  const shards = new Map<string, SafetensorsReader>();
  const close = async (): Promise<void> => {
    await Promise.all([...shards.values()].map((shard) => shard.close()));
  };
  try {
    for (const name of new Set(shardOf.values())) shards.set(name, await openSafetensors(join(dirname(indexPath), name)));
    const homes = new Map([...shardOf].map(([tensor, shard]) => [tensor, findHome(tensor, shard, { shards, indexPath })]));
    return { reader: joinShards(homes, close), notes: unlistedTensors(shards, shardOf) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Where a tensor lies. */
interface Home {
  readonly reader: SafetensorsReader;
  readonly tensor: StoredTensor;
}

function joinShards(homes: ReadonlyMap<string, Home>, close: () => Promise<void>): TensorReader {
  const readerOf = (name: string): SafetensorsReader => homes.get(name)?.reader ?? refuseUnknownTensor(name);
  return {
    tensors: new Map([...homes].map(([name, { tensor }]) => [name, tensor])),
    readFloat32: async (name, start, count) => readerOf(name).readFloat32(name, start, count),
    readBytes: async (name, start, count) => readerOf(name).readBytes(name, start, count),
    close,
  };
}

function parseIndex(text: string, indexPath: string): ReadonlyMap<string, string> {
  const refuse = (rule: string, path: readonly string[] = []): never => {
    const field = path.join('.');
    const hint = 'the index is damaged; download or save the checkpoint again';
    throw new MixwrightError('BAD_MODEL', `${basename(indexPath)}: ${field ? `${JSON.stringify(field)}: ` : ''}${rule}`, {
      file: indexPath,
      ...(path[1] === undefined ? {} : { tensor: path[1] }),
      hint,
    });
  };
  const root = parseStrictJson(text, refuse);
  const map = isStrictObject(root) ? root.get('weight_map') : undefined;
  if (!isStrictObject(map)) return refuse(`expected an object with a weight_map, got ${showJson(map ?? root)}`);
  const shardOf = new Map<string, string>();
  for (const [tensor, shard] of map) {
    if (typeof shard !== 'string' || !isShardName(shard)) {
      return refuse(`expected the bare name of a .safetensors file in the same folder, got ${showJson(shard)}`, ['weight_map', tensor]);
    }
    shardOf.set(tensor, shard);
  }
  return shardOf;
}

/** A bare file name: no separators of any platform, no drive or stream (`:`), no parent, nothing hidden. */
function isShardName(name: string): boolean {
  return /^[^/\\:\0]+\.safetensors$/.test(name) && !name.startsWith('.');
}

interface IndexPlace {
  readonly shards: ReadonlyMap<string, SafetensorsReader>;
  readonly indexPath: string;
}

function findHome(name: string, shard: string, { shards, indexPath }: IndexPlace): Home {
  const reader = shards.get(shard);
  const tensor = reader?.tensors.get(name);
  if (reader && tensor) return { reader, tensor };
  const elsewhere = [...shards].find(([, other]) => other.tensors.has(name))?.[0];
  throw new MixwrightError(
    'BAD_MODEL',
    `tensor ${JSON.stringify(name)}: expected in ${shard}, as the index says, found ${elsewhere ? `in ${elsewhere}` : 'nowhere'}`,
    {
      file: indexPath,
      tensor: name,
      hint: 'index and shards are of different checkpoints; download or save all of them again',
    },
  );
}

function unlistedTensors(shards: ReadonlyMap<string, SafetensorsReader>, shardOf: ReadonlyMap<string, string>): readonly string[] {
  return [...shards].flatMap(([shard, { tensors }]) => {
    const names = [...tensors.keys()].filter((name) => shardOf.get(name) !== shard);
    const some = `${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}`;
    return names.length === 0 ? [] : [`${shard} holds ${names.length} tensor(s) that the index does not place there; they are ignored: ${some}`];
  });
}
