/** Opens a Hugging Face checkpoint folder: config, tensors (headers only), tokenizer files; everything unusable refused by name. */
import { join } from 'node:path';
import { MixwrightError } from '../shared/errors.ts';
import { findWeights, type WeightFiles } from './checkpointFolder.ts';
import { isHarmlessExtra } from './harmlessExtras.ts';
import { type JsonObject, readJsonObject } from './jsonFile.ts';
import { readModelConfig } from './modelConfig.ts';
import { openSafetensors } from './safetensorsReader.ts';
import { openShards, type ShardedCheckpoint } from './shardedReader.ts';
import { type CarriedFile, findCarriedFiles, tokenizerFileNames } from './tokenizerFiles.ts';
import type { TensorReader } from './weights.ts';

export interface Checkpoint {
  /** Absolute. */
  readonly folder: string;
  /** config.json as it stands. */
  readonly config: JsonObject;
  readonly generationConfig?: JsonObject;
  /** To be closed by whoever opened the checkpoint. */
  readonly reader: TensorReader;
  readonly tokenizerFiles: readonly CarriedFile[];
  /** Names of stored tensors that are no weights and that no architecture asks for. */
  readonly harmlessExtras: readonly string[];
  /** Oddities that were accepted, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * @throws MixwrightError NOT_FOUND (no such folder) · NOT_AVAILABLE (GGUF, adapters) · BAD_MODEL (all else: pickles, quantised weights,
 * custom code, git-LFS pointers, damaged files …), with what to do.
 */
export async function openCheckpoint(path: string): Promise<Checkpoint> {
  const weights = await findWeights(path);
  const { folder } = weights;
  const config = await readModelConfig(folder);
  const carried = await findCarriedFiles(folder);
  const hasGenerationConfig = carried.some(({ name }) => name === 'generation_config.json');
  const generationConfig = hasGenerationConfig ? await readJsonObject(join(folder, 'generation_config.json')) : undefined;
  const { reader, notes } = await openWeights(weights);
  const harmlessExtras = [...reader.tensors.keys()].filter(isHarmlessExtra);
  return {
    folder,
    config,
    ...(generationConfig ? { generationConfig } : {}),
    reader,
    tokenizerFiles: carried.filter(({ name }) => (tokenizerFileNames as readonly string[]).includes(name)),
    harmlessExtras,
    notes: [...weights.notes, ...notes, ...extrasNote(harmlessExtras)],
  };
}

async function openWeights({ kind, path }: WeightFiles): Promise<ShardedCheckpoint> {
  const opened = kind === 'single' ? { reader: await openSafetensors(path), notes: [] } : await openShards(path);
  if (opened.reader.tensors.size > 0) return opened;
  await opened.reader.close();
  throw new MixwrightError('BAD_MODEL', 'expected weights, the checkpoint holds no tensor', { file: path, hint: 'download or save the checkpoint again' });
}

function extrasNote(names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  return [`${names.length} stored tensor(s) are no weights and are ignored: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}`];
}
