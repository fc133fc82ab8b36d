import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../src/weights/openCheckpoint.ts';
import { f32File, refusalOf, safetensorsBytes, temporaryFolder, writeFiles } from './support.ts';

type Files = Record<string, string | Uint8Array | object>;
const config = { model_type: 'llama', hidden_size: 8 };
const weights = f32File({ 'model.norm.weight': [1, 2] });
const model: Files = { 'config.json': config, 'model.safetensors': weights };

async function folderOf(files: Files): Promise<string> {
  const folder = await temporaryFolder();
  await writeFiles(folder, files);
  return folder;
}

describe('opening a checkpoint folder', () => {
  it('gives config, tensors, tokenizer files and generation config', async () => {
    const folder = await folderOf({
      ...model,
      'tokenizer.json': '{}',
      'chat_template.jinja': '',
      'generation_config.json': { eos_token_id: [1, 2] },
      'README.md': '',
    });
    const checkpoint = await openCheckpoint(folder);
    expect(checkpoint.config).toEqual(config);
    expect(checkpoint.generationConfig).toEqual({ eos_token_id: [1, 2] });
    expect(checkpoint.tokenizerFiles.map(({ name }) => name)).toEqual(['tokenizer.json', 'chat_template.jinja']);
    expect([...(await checkpoint.reader.readFloat32('model.norm.weight'))]).toEqual([1, 2]);
    expect(checkpoint.notes).toEqual([]);
    await checkpoint.reader.close();
  });

  it('opens shards through their index', async () => {
    const name = 'model-00001-of-00001.safetensors';
    const checkpoint = await openCheckpoint(
      await folderOf({ 'config.json': config, [name]: weights, 'model.safetensors.index.json': { weight_map: { 'model.norm.weight': name } } }),
    );
    expect([...checkpoint.reader.tensors.keys()]).toEqual(['model.norm.weight']);
    await checkpoint.reader.close();
  });

  it('prefers the single file where an index lies beside it, and notes it', async () => {
    const checkpoint = await openCheckpoint(await folderOf({ ...model, 'model.safetensors.index.json': '{}' }));
    expect(checkpoint.notes).toEqual([expect.stringContaining('the first is used')]);
    await checkpoint.reader.close();
  });

  it('lists harmless extras with a note and nothing that could be a weight', async () => {
    const extras = ['model.layers.0.self_attn.rotary_emb.inv_freq', 'transformer.h.0.attn.masked_bias', 'gpt_neox.layers.0.attention.bias'];
    const real = ['model.layers.0.self_attn.q_proj.bias', 'model.layers.0.self_attn.o_proj.weight'];
    const names = [...extras, ...real];
    const checkpoint = await openCheckpoint(
      await folderOf({ 'config.json': config, 'model.safetensors': f32File(Object.fromEntries(names.map((name) => [name, [1]]))) }),
    );
    expect([...checkpoint.harmlessExtras].sort()).toEqual([...extras].sort());
    expect(checkpoint.notes).toEqual([expect.stringContaining('3 stored tensor(s) are no weights')]);
    await checkpoint.reader.close();
  });

  it('accepts a config with a byte-order mark and the layout of the Hugging Face cache', async () => {
    const folder = await folderOf({ 'blobs/a': `\ufeff${JSON.stringify(config)}`, 'blobs/b': weights });
    await mkdir(join(folder, 'snapshots', 'main'), { recursive: true });
    await symlink('../../blobs/a', join(folder, 'snapshots/main/config.json'));
    await symlink('../../blobs/b', join(folder, 'snapshots/main/model.safetensors'));
    const checkpoint = await openCheckpoint(join(folder, 'snapshots/main'));
    expect(checkpoint.config).toEqual(config);
    await checkpoint.reader.close();
    const outer = await refusalOf(openCheckpoint(folder));
    expect(outer.details.hint).toContain(join(folder, 'snapshots', 'main'));
  });
});

const lfs = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n';
const refused: readonly (readonly [string, Files, string, RegExp, RegExp])[] = [
  ['an empty folder', {}, 'BAD_MODEL', /is empty/, /^$/],
  ['a pickle', { 'config.json': config, 'pytorch_model.bin': 'PK' }, 'BAD_MODEL', /Python pickle pytorch_model\.bin/, /save_pretrained/],
  ['pickle shards', { 'config.json': config, 'pytorch_model-00001-of-00002.bin': 'PK' }, 'BAD_MODEL', /pickle/, /safe_serialization=True/],
  ['a .pth file', { 'consolidated.00.pth': 'PK', 'params.json': '{}' }, 'BAD_MODEL', /pickle consolidated\.00\.pth/, /save_pretrained/],
  ['a folder of GGUF files', { 'model-q4.gguf': 'GGUF' }, 'NOT_AVAILABLE', /model-q4\.gguf is a GGUF file/, /safetensors/],
  ['a PEFT adapter', { 'adapter_config.json': {}, 'adapter_model.safetensors': weights }, 'NOT_AVAILABLE', /PEFT adapter/, /base model/],
  ['weights of TensorFlow', { 'config.json': config, 'tf_model.h5': '' }, 'BAD_MODEL', /only tf_model\.h5/, /save_pretrained/],
  ['shards without an index', { 'config.json': config, 'model-00001-of-00002.safetensors': weights }, 'BAD_MODEL', /model-00001-of-00002/, /index/],
  ['another file layout', { 'params.json': {}, 'consolidated.safetensors': weights }, 'BAD_MODEL', /found consolidated\.safetensors/, /transformers/],
  ['weights without a config', { 'model.safetensors': weights }, 'BAD_MODEL', /no config\.json/, /copy config\.json/],
  ['a config without weights', { 'config.json': config }, 'BAD_MODEL', /config\.json but no weights/, /it holds: config\.json/],
  ['something else', { 'notes.txt': '' }, 'BAD_MODEL', /neither config\.json nor model\.safetensors/, /notes\.txt/],
  ['a folder with one model inside', { 'smol/config.json': config, 'smol/model.safetensors': weights }, 'BAD_MODEL', /contains one/, /^give .*smol$/],
  ['a config that is no JSON', { ...model, 'config.json': '{"a":' }, 'BAD_MODEL', /config\.json: not valid JSON/, /^$/],
  ['an empty config', { ...model, 'config.json': '' }, 'BAD_MODEL', /the file is empty/, /^$/],
  ['a config that is a list', { ...model, 'config.json': '[]' }, 'BAD_MODEL', /expected a JSON object, got a list/, /^$/],
  ['a config that is no UTF-8', { ...model, 'config.json': Uint8Array.of(0x7b, 0xff) }, 'BAD_MODEL', /UTF-8/, /^$/],
  ['a git-LFS pointer for a config', { ...model, 'config.json': lfs }, 'BAD_MODEL', /git-LFS pointer/, /git lfs pull/],
  ['a git-LFS pointer for weights', { ...model, 'model.safetensors': lfs }, 'BAD_MODEL', /git-LFS pointer/, /git lfs pull/],
  ['a git-LFS pointer for a tokenizer', { ...model, 'tokenizer.json': lfs }, 'BAD_MODEL', /git-LFS pointer/, /git lfs pull/],
  ['no tensor at all', { ...model, 'model.safetensors': safetensorsBytes({}) }, 'BAD_MODEL', /holds no tensor/, /again/],
  ...['gptq', 'awq', 'bitsandbytes', 'fp8', 'mxfp4'].map(
    (method) =>
      [
        `${method} weights`,
        { ...model, 'config.json': { ...config, quantization_config: { quant_method: method } } },
        'BAD_MODEL',
        new RegExp(`quantised with ${method}`),
        /frozenDtype/,
      ] as const,
  ),
  [
    'quantised weights of a wrapped model',
    { ...model, 'config.json': { text_config: { quantization_config: { quant_method: 'fp8' } } } },
    'BAD_MODEL',
    /fp8/,
    /original/,
  ],
  [
    'weights quantised by MLX',
    { ...model, 'config.json': { ...config, quantization: { bits: 4, group_size: 64 } } },
    'BAD_MODEL',
    /MLX, 4 bits in groups of 64/,
    /original/,
  ],
  [
    'custom code',
    { ...model, 'config.json': { ...config, auto_map: { AutoModelForCausalLM: 'evil.Model' } } },
    'BAD_MODEL',
    /Python code \(evil\.Model\)/,
    /trust_remote_code/,
  ],
];

describe('openCheckpoint refuses', () => {
  it.each(refused)('%s', async (_, files, code, message, hint) => {
    const error = await refusalOf(openCheckpoint(await folderOf(files)));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.details.hint ?? '').toMatch(hint);
  });

  it.each([
    ['none', 'NOT_FOUND', /there is no/],
    ['x.safetensors', 'BAD_MODEL', /got the file/],
    ['x.gguf', 'NOT_AVAILABLE', /GGUF/],
    ['renamed-gguf', 'NOT_AVAILABLE', /GGUF/],
    ['x.pt', 'BAD_MODEL', /pickle/],
    ['x.safetensors/deeper', 'NOT_FOUND', /there is no/],
  ])('the path %s, which is no folder', async (name, code, message) => {
    const folder = await folderOf({ 'x.safetensors': weights, 'x.gguf': '', 'renamed-gguf': 'GGUF\u0003', 'x.pt': '' });
    const error = await refusalOf(openCheckpoint(join(folder, name)));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  it('weights that are a link to a missing download', async () => {
    const folder = await folderOf({ 'config.json': config });
    await symlink('../blobs/gone', join(folder, 'model.safetensors'));
    const error = await refusalOf(openCheckpoint(folder));
    expect(error.details.hint).toContain('the download may be incomplete');
  });
});
