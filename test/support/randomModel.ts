/** Writes a model of random weights with the starter's config and tokenizer: a real checkpoint folder to train, convert and export. */
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { writeModel } from '../../src/host/model/writeModel.ts';
import { findArchitecture } from '../../src/models/architectures/index.ts';
import type { ModelConfig } from '../../src/models/model.ts';
import { hash32, randomStream } from '../../src/shared/random.ts';
import { testControl } from './control.ts';

export const starterFolder = fileURLToPath(new URL('../../resources/starter/model', import.meta.url));

export async function writeRandomModel(
  folder: string,
  dtype: 'f32' | 'bf16' = 'f32',
  change: (config: ModelConfig) => ModelConfig = (config) => config,
): Promise<void> {
  const json = JSON.parse(readFileSync(`${starterFolder}/config.json`, 'utf8')) as Record<string, unknown>;
  const config = change(findArchitecture(String(json.model_type)).parseConfig(json));
  const stream = randomStream(11, 'random model');
  const parameter = async (
    { name, shape, role }: { readonly name: string; readonly shape: readonly number[]; readonly role: string },
    expert: number | null,
  ): Promise<Float32Array> => {
    const size = (expert === null ? shape : shape.slice(1)).reduce((a, b) => a * b, 1);
    const purpose = hash32(`${name} ${expert}`);
    return Float32Array.from({ length: size }, (_, i) => (role === 'norm' ? 1 : config.initializerRange * stream.normal(purpose, i)));
  };
  await mkdir(folder, { recursive: true });
  await writeModel(folder, { config, dtype, tokenizerFolder: starterFolder, parameter }, testControl());
}
