/**
 * A model by its config alone, without an engine host: what it is, what it would become, how large it is on disk. A run counts
 * as the plain model it materialises to.
 */
import { findTrainingMethod } from '../../methods/index.ts';
import type { MoeTwin } from '../../methods/method.ts';
import { moeTwinOf } from '../../methods/moeTwin.ts';
import { architectureOf, findArchitecture } from '../../models/architectures/index.ts';
import type { Architecture, ModelConfig } from '../../models/model.ts';
import { MixwrightError } from '../../shared/errors.ts';
import type { ModelReference } from '../../shared/jobs.ts';
import { resolveOptions } from '../../shared/options.ts';
import { randomStream } from '../../shared/random.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { readModelConfig } from '../../weights/modelConfig.ts';
import { defaultShardBytes, layOutFiles } from '../../weights/safetensorsLayout.ts';
import { readRunJson, readRunRecipe } from '../runs/runFiles.ts';

export interface PlainModel {
  readonly architecture: Architecture;
  readonly config: ModelConfig;
  readonly moeTwin: MoeTwin;
}

/** @throws MixwrightError BAD_MODEL; NOT_EXPORTABLE with the reason where no standard model computes what a run trained. */
export async function readPlainModel(reference: ModelReference): Promise<PlainModel> {
  if (reference.kind === 'checkpoint') {
    const json = await readModelConfig(reference.path);
    const architecture = architectureOf(json);
    return plainModel(architecture, architecture.parseConfig(json));
  }
  const base = await readRunJson<ModelReference>(reference.directory, 'base');
  if (!base) throw new MixwrightError('BAD_MODEL', `${reference.directory} is not a whole run folder: base.json cannot be read`, { file: reference.directory });
  return materialisedModel(await readPlainModel(base), await readRunRecipe(reference.directory));
}

export function plainModel(architecture: Architecture, config: ModelConfig): PlainModel {
  return { architecture, config, moeTwin: moeTwinOf(architecture, config) };
}

function materialisedModel(base: PlainModel, { methods, training }: Pick<Recipe, 'methods' | 'training'>): PlainModel {
  const target = { ...base, parameters: base.architecture.parameters(base.config), random: randomStream(training.seed, 'description') };
  const found = methods.flatMap(({ id, options }) => {
    const method = findTrainingMethod(id);
    const { materialise } = method.attach(target, resolveOptions(method.options, options, id) as Parameters<typeof method.attach>[1]);
    return materialise ? [{ id, materialise }] : [];
  });
  const [first, ...others] = found;
  if (!first) return base;
  if (others.length > 0) throw notExportable(`methods ${found.map(({ id }) => `"${id}"`).join(' and ')} cannot be merged into one standard model together yet`);
  if ('refused' in first.materialise) throw notExportable(first.materialise.refused);
  const { config } = first.materialise;
  return config === 'same' ? base : plainModel(findArchitecture(config.modelType), config);
}

function notExportable(reason: string): MixwrightError {
  return new MixwrightError('NOT_EXPORTABLE', `no standard format carries this model: ${reason}`, {
    hint: 'the run itself still evaluates, generates and resumes',
  });
}

export type WrittenDtype = ModelConfig['dtype'];
export const writtenDtypes: readonly WrittenDtype[] = ['f32', 'bf16', 'f16'];

/** Bytes of the safetensors files that a model of this config is written as, headers and placeholders counted. */
export function weightBytes(architecture: Architecture, config: ModelConfig, dtype: WrittenDtype): number {
  const tensors = [
    ...architecture
      .parameters(config)
      .flatMap(({ tensors: names, shape, role }) => names.map((name) => ({ name, shape: role === 'experts' ? shape.slice(1) : shape, dtype }))),
    ...architecture.placeholders(config).map(({ tensor, shape }) => ({ name: tensor, shape, dtype })),
  ];
  const files = layOutFiles(tensors, { baseName: 'model', shardBytes: defaultShardBytes, metadata: { format: 'pt' } });
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The mixture that most of its MoE layers are; null for a dense model. */
export function moeFacts({ ffn }: ModelConfig): { readonly experts: number; readonly topK: number; readonly layers: number } | null {
  const mixtures = ffn.filter((layer) => layer.kind === 'moe');
  const [first] = mixtures;
  return first ? { experts: first.experts, topK: first.topK, layers: mixtures.length } : null;
}
