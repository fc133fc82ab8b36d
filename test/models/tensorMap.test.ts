import { describe, expect, it } from 'vitest';
import { architectureOf } from '../../src/models/architectures/index.ts';
import type { Architecture, ModelConfig } from '../../src/models/model.ts';
import { mapTensors, type StoredShape, type TensorMap } from '../../src/models/tensorMap.ts';
import { openCheckpoint } from '../../src/weights/openCheckpoint.ts';
import { fixtureFolder, fixtureNames } from '../support/modelFixtures.ts';

interface Opened {
  readonly architecture: Architecture;
  readonly config: ModelConfig;
  readonly stored: ReadonlyMap<string, StoredShape>;
}

async function open(name: string): Promise<Opened> {
  const { config: json, reader } = await openCheckpoint(fixtureFolder(name));
  await reader.close();
  const architecture = architectureOf(json);
  return { architecture, config: architecture.parseConfig(json), stored: reader.tensors };
}

function map({ architecture, config, stored }: Opened): TensorMap {
  return mapTensors(architecture, config, stored);
}

/** The checkpoint with other names, without those that become null. */
function renamed(opened: Opened, rename: (name: string) => string | null): Opened {
  const entries = [...opened.stored].flatMap(([name, tensor]) => {
    const other = rename(name);
    return other === null ? [] : [[other, tensor] as const];
  });
  return { ...opened, stored: new Map(entries) };
}

function adding(opened: Opened, name: string, shape: readonly number[]): Opened {
  return { ...opened, stored: new Map<string, StoredShape>([...opened.stored, [name, { shape }]]) };
}

function refusal(opened: Opened): unknown {
  try {
    map(opened);
    return null;
  } catch (error) {
    return error;
  }
}

describe("transformers' checkpoints", () => {
  it.each(fixtureNames)('%s: every parameter is found, every element has one place, nothing is left over', async (name) => {
    const opened = await open(name);
    const { slices, notes, storedTiedHead } = map(opened);
    const parameters = opened.architecture.parameters(opened.config);
    expect([...slices.keys()]).toEqual(parameters.map((spec) => spec.name));
    for (const { name: parameter, shape } of parameters) {
      const held = (slices.get(parameter) ?? []).reduce((sum, { count }) => sum + count, 0);
      expect(held, parameter).toBe(shape.reduce((a, b) => a * b, 1));
    }
    const placeholders = new Set(opened.architecture.placeholders(opened.config).map(({ tensor }) => tensor));
    for (const [tensor, { shape }] of opened.stored) {
      if (placeholders.has(tensor)) continue;
      const ranges = [...slices.values()].flat().filter((slice) => slice.tensor === tensor);
      const covered = ranges.sort((a, b) => a.start - b.start).reduce((end, { start, count }) => (start === end ? end + count : Number.NaN), 0);
      expect(covered, tensor).toBe(shape.reduce((a, b) => a * b, 1));
    }
    expect(notes).toEqual([]);
    expect(storedTiedHead).toBeNull();
  });

  it('the modules that Qwen2-MoE keeps without a shared expert are exactly the placeholders', async () => {
    const { architecture, config, stored } = await open('qwen2-moe-no-shared');
    const shared = [...stored].filter(([name]) => name.includes('shared_expert')).map(([tensor, { shape }]) => ({ tensor, shape }));
    expect(shared).toHaveLength(8);
    expect([...architecture.placeholders(config)]).toEqual(expect.arrayContaining(shared));
    expect(architecture.placeholders(config)).toHaveLength(8);
  });
});

describe('refusals name the tensor', () => {
  it('missing', async () => {
    const gone = 'model.layers.1.mlp.up_proj.weight';
    expect(refusal(renamed(await open('llama'), (name) => (name === gone ? null : name)))).toMatchObject({ code: 'BAD_MODEL', details: { tensor: gone } });
  });

  it('missing for one expert', async () => {
    const gone = 'model.layers.0.block_sparse_moe.experts.2.w3.weight';
    expect(refusal(renamed(await open('mixtral'), (name) => (name === gone ? null : name)))).toMatchObject({ details: { tensor: gone } });
  });

  it('no head although the config does not tie it', async () => {
    expect(refusal(renamed(await open('qwen3'), (name) => (name === 'lm_head.weight' ? null : name)))).toMatchObject({ details: { tensor: 'lm_head.weight' } });
  });

  it('of another shape', async () => {
    const error = refusal(adding(await open('llama'), 'model.norm.weight', [31]));
    expect(error).toMatchObject({ code: 'BAD_MODEL', details: { tensor: 'model.norm.weight' }, message: expect.stringMatching(/31.*32/) });
  });

  it('a fused stack that is transposed', async () => {
    const tensor = 'model.layers.0.mlp.experts.gate_up_proj';
    expect(refusal(adding(await open('mixtral-fused'), tensor, [3, 32, 96]))).toMatchObject({ details: { tensor } });
  });

  it('of no meaning to the family: a layer too many, a bias, an expert too many', async () => {
    const extras = ['model.layers.2.input_layernorm.weight', 'model.layers.0.self_attn.q_proj.bias'];
    for (const tensor of extras) expect(refusal(adding(await open('llama'), tensor, [32]))).toMatchObject({ code: 'BAD_MODEL', details: { tensor } });
    const expert = 'model.layers.0.mlp.experts.4.gate_proj.weight';
    expect(refusal(adding(await open('qwen3-moe'), expert, [24, 32]))).toMatchObject({ details: { tensor: expert } });
  });

  it('a stored head of a tied model that is no head', async () => {
    expect(refusal(adding(await open('llama'), 'lm_head.weight', [97, 31]))).toMatchObject({ details: { tensor: 'lm_head.weight' } });
  });
});

describe('what other writers do', () => {
  it('buffers without meaning are passed over with a note', async () => {
    const { notes } = map(adding(await open('llama'), 'model.layers.0.self_attn.rotary_emb.inv_freq', [8]));
    expect(notes).toEqual([expect.stringContaining('rotary_emb.inv_freq')]);
  });

  it('a head stored beside tied embeddings is handed to the caller', async () => {
    expect(map(adding(await open('llama'), 'lm_head.weight', [97, 32])).storedTiedHead).toBe('lm_head.weight');
  });

  it('names without "model." are read as if they had it, with a note', async () => {
    const opened = await open('qwen2-moe-no-shared');
    const { slices, notes } = map(renamed(opened, (name) => name.replace(/^model\./, '')));
    expect(slices.get('model.embed_tokens.weight')).toEqual([{ tensor: 'embed_tokens.weight', start: 0, count: 97 * 32 }]);
    expect(notes).toEqual([expect.stringContaining('"model."')]);
  });

  it.each([
    ['4', (name: string) => `language_model.${name}`],
    ['5', (name: string) => name.replace(/^model\./, 'model.language_model.')],
  ])('the language model is found inside a multimodal checkpoint of transformers %s', async (_, rename) => {
    const wrapped = adding(renamed(await open('qwen3'), rename), 'vision_tower.patch_conv.weight', [8, 3, 2, 2]);
    const { slices, notes } = map(wrapped);
    expect(slices.get('model.norm.weight')?.[0]?.tensor).toBe(rename('model.norm.weight'));
    expect(slices.get('lm_head.weight')?.[0]?.tensor).toBe(rename('lm_head.weight'));
    expect(notes).toEqual([expect.stringContaining('multimodal'), expect.stringContaining('vision_tower')]);
  });
});
