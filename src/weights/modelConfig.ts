/** config.json of a checkpoint, with the kinds of model refused that can be named before a tensor is read. */
import { join } from 'node:path';
import { MixwrightError } from '../shared/errors.ts';
import { isJsonObject, type JsonObject, readJsonObject } from './jsonFile.ts';

/**
 * Reads and checks config.json. What its fields mean is the architectures' knowledge.
 * @throws MixwrightError BAD_MODEL for quantised weights and for models that bring their own Python code.
 */
export async function readModelConfig(folder: string): Promise<JsonObject> {
  const path = join(folder, 'config.json');
  const config = await readJsonObject(path);
  // Models with a vision or audio part keep the language model's settings one level down.
  const parts = [config, ...(isJsonObject(config.text_config) ? [config.text_config] : [])];
  for (const part of parts) {
    refuseQuantised(part, path);
    refuseCustomCode(part, path);
  }
  return config;
}

function refuseQuantised(config: JsonObject, path: string): void {
  // `quantization` is what MLX writes.
  const field = ['quantization_config', 'quantization'].find((name) => isJsonObject(config[name]));
  if (field === undefined) return;
  const settings = config[field] as JsonObject;
  const method = typeof settings.quant_method === 'string' ? settings.quant_method : describeMlx(settings);
  throw new MixwrightError('BAD_MODEL', `expected unquantised weights, got a checkpoint quantised with ${method}`, {
    file: path,
    field,
    hint: 'use the original checkpoint in f32, f16 or bf16; to save memory set training.frozenDtype in the recipe, which quantises while loading',
  });
}

function describeMlx({ bits, group_size }: JsonObject): string {
  return typeof bits === 'number' ? `MLX, ${bits} bits in groups of ${String(group_size)}` : 'an unnamed method';
}

function refuseCustomCode(config: JsonObject, path: string): void {
  if (!isJsonObject(config.auto_map) || Object.keys(config.auto_map).length === 0) return;
  throw new MixwrightError(
    'BAD_MODEL',
    `expected an architecture of the transformers library, got a model that brings its own Python code (${Object.values(config.auto_map).map(String).join(', ').slice(0, 200)})`,
    {
      file: path,
      field: 'auto_map',
      hint: 'use a version of the model that transformers runs without trust_remote_code',
    },
  );
}
