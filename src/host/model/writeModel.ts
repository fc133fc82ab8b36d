/** Writes a model as a Hugging Face folder: tensors streamed one at a time, config for both transformers generations, tokenizer files carried over. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { elementCount } from '../../engine/shape.ts';
import { findArchitecture } from '../../models/architectures/index.ts';
import { configText } from '../../models/configText.ts';
import type { ModelConfig, ParameterSpec } from '../../models/model.ts';
import type { JobControl } from '../../shared/progress.ts';
import { writeFileDurably } from '../../weights/durable.ts';
import { createSafetensorsWriter } from '../../weights/safetensorsWriter.ts';
import { copyCarriedFiles } from '../../weights/tokenizerFiles.ts';

export interface ModelToWrite {
  readonly config: ModelConfig;
  readonly dtype: 'f32' | 'f16' | 'bf16';
  /** Whose tokenizer files and generation_config.json go along. */
  readonly tokenizerFolder: string;
  /** f32 values of a parameter, one expert at a time for stacks. */
  parameter(spec: ParameterSpec, expert: number | null): Promise<Float32Array>;
}

export interface WrittenFile {
  readonly name: string;
  readonly bytes: number;
}

/** @param folder an empty one. */
export async function writeModel(
  folder: string,
  { config, dtype, tokenizerFolder, parameter }: ModelToWrite,
  control: JobControl,
): Promise<readonly WrittenFile[]> {
  const architecture = findArchitecture(config.modelType);
  const parameters = architecture.parameters(config);
  const tensors = parameters.flatMap((spec) => spec.tensors.map((name, index) => ({ name, spec, expert: spec.role === 'experts' ? index : null })));
  const placeholders = architecture.placeholders(config);
  const writer = await createSafetensorsWriter(folder, [
    ...tensors.map(({ name, spec, expert }) => ({ name, shape: expert === null ? spec.shape : spec.shape.slice(1), dtype })),
    ...placeholders.map(({ tensor, shape }) => ({ name: tensor, shape, dtype })),
  ]);
  try {
    for (const [i, { name, spec, expert }] of tensors.entries()) {
      control.signal.throwIfAborted();
      await writer.write(name, await parameter(spec, expert));
      control.progress({ phase: 'writing', done: i + 1, total: tensors.length, unit: 'tensors' });
    }
    for (const { tensor, shape } of placeholders) await writer.write(tensor, new Float32Array(elementCount(shape)));
    await writer.finish();
    await writeFileDurably(join(folder, 'config.json'), configText(architecture.writeConfig({ ...config, dtype })));
    await copyCarriedFiles(tokenizerFolder, folder);
    return await filesOf(folder);
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

async function filesOf(folder: string): Promise<readonly WrittenFile[]> {
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map(async (name) => ({ name, bytes: (await stat(join(folder, name))).size })));
}
