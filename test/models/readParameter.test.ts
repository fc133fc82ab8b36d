import { describe, expect, it } from 'vitest';
import { architectureOf } from '../../src/models/architectures/index.ts';
import type { Architecture, ModelConfig } from '../../src/models/model.ts';
import { type FloatReader, readParameter } from '../../src/models/readParameter.ts';
import { mapTensors, type StoredShape, type TensorMap } from '../../src/models/tensorMap.ts';
import { resolveTiedHead } from '../../src/models/tiedHead.ts';
import { openCheckpoint } from '../../src/weights/openCheckpoint.ts';
import type { TensorReader } from '../../src/weights/weights.ts';
import { fixtureFolder } from '../support/modelFixtures.ts';

interface Mapped {
  readonly architecture: Architecture;
  readonly config: ModelConfig;
  readonly reader: TensorReader;
  readonly map: TensorMap;
}

async function withFixture(name: string, use: (mapped: Mapped) => Promise<void>): Promise<void> {
  const { config: json, reader } = await openCheckpoint(fixtureFolder(name));
  try {
    const architecture = architectureOf(json);
    const config = architecture.parseConfig(json);
    await use({ architecture, config, reader, map: mapTensors(architecture, config, reader.tensors) });
  } finally {
    await reader.close();
  }
}

describe('readParameter', () => {
  it('stacks the tensors of experts in their order', () =>
    withFixture('mixtral', async ({ map, reader }) => {
      const name = 'model.layers.1.mlp.experts.down_proj.weight';
      const all = await readParameter(map, reader, name);
      for (let expert = 0; expert < 4; expert++) {
        const stored = await reader.readFloat32(`model.layers.1.block_sparse_moe.experts.${expert}.w2.weight`);
        expect(await readParameter(map, reader, name, expert)).toEqual(stored);
        expect(all.subarray(expert * stored.length, (expert + 1) * stored.length)).toEqual(stored);
      }
    }));

  it('takes gate rows before up rows from a fused stack', () =>
    withFixture('qwen3-moe-fused', async ({ map, reader }) => {
      const path = 'model.layers.1.mlp.experts';
      const fused = await reader.readFloat32(`${path}.gate_up_proj`);
      const half = 24 * 32;
      for (let expert = 0; expert < 4; expert++) {
        const start = expert * 2 * half;
        expect(await readParameter(map, reader, `${path}.gate_proj.weight`, expert)).toEqual(fused.slice(start, start + half));
        expect(await readParameter(map, reader, `${path}.up_proj.weight`, expert)).toEqual(fused.slice(start + half, start + 2 * half));
      }
      expect(await readParameter(map, reader, `${path}.down_proj.weight`)).toEqual(await reader.readFloat32(`${path}.down_proj`));
    }));

  it('refuses a name or expert that the model does not have', () =>
    withFixture('mixtral', async ({ map, reader }) => {
      await expect(readParameter(map, reader, 'model.layers.9.mlp.router.weight')).rejects.toThrow('model.layers.9.mlp.router.weight');
      await expect(readParameter(map, reader, 'model.layers.0.mlp.experts.up_proj.weight', 4)).rejects.toThrow('expert 4');
    }));
});

describe('a head stored although the config ties it', () => {
  /** The llama fixture as if it also stored a head: the embeddings, or something else. */
  function withHead({ architecture, config, reader }: Mapped, change: (values: Float32Array) => void): { map: TensorMap; reader: FloatReader } {
    const head = { shape: [config.vocabSize, config.hiddenSize] };
    const stored = new Map<string, StoredShape>([...reader.tensors, ['lm_head.weight', head]]);
    return {
      map: mapTensors(architecture, config, stored),
      reader: {
        async readFloat32(tensor, start, count) {
          if (tensor !== 'lm_head.weight') return reader.readFloat32(tensor, start, count);
          const values = await reader.readFloat32('model.embed_tokens.weight');
          change(values);
          return values.slice(start, start + count);
        },
      },
    };
  }

  it('is a spare copy when equal: the model stays tied', () =>
    withFixture('llama', async (mapped) => {
      const { map, reader } = withHead(mapped, () => undefined);
      const resolved = await resolveTiedHead({ config: mapped.config, map }, reader);
      expect(resolved.config.tiedEmbeddings).toBe(true);
      expect(resolved.map.slices.has('lm_head.weight')).toBe(false);
      expect(resolved.map.notes).toEqual([expect.stringContaining('equals the embeddings')]);
    }));

  it('is the head when a single value differs: the model is untied', () =>
    withFixture('llama', async (mapped) => {
      const { map, reader } = withHead(mapped, (values) => {
        values[values.length - 1] = 7;
      });
      const resolved = await resolveTiedHead({ config: mapped.config, map }, reader);
      expect(resolved.config.tiedEmbeddings).toBe(false);
      expect((await readParameter(resolved.map, reader, 'lm_head.weight')).at(-1)).toBe(7);
      expect(mapped.architecture.parameters(resolved.config).map(({ name }) => name)).toContain('lm_head.weight');
    }));

  it('changes nothing where none is stored', () =>
    withFixture('llama', async ({ config, map, reader }) => {
      expect(await resolveTiedHead({ config, map }, reader)).toEqual({ config, map });
    }));
});
