/** Whatever may stand where a model is chosen: the starter, the catalogue's models, and runs by their best and last checkpoint. */
import { join } from 'node:path';
import { totalParameters } from '../../models/model.ts';
import type { ModelChoice } from '../../shared/api/models.ts';
import type { ModelRecord } from '../catalogue/schema.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import type { Digests } from '../runs/digests.ts';
import { bestOf, type CheckpointFolder, listCheckpoints } from '../runs/runFiles.ts';
import type { ModelFacts, ModelFactsSource } from './modelFacts.ts';
import { moeFacts, readPlainModel } from './plainModel.ts';
import { starterName, starterSource } from './starterModel.ts';

export interface ChoiceSources {
  readonly facts: ModelFactsSource;
  /** resources/starter. */
  readonly starter: string;
  readonly digests: Digests;
}

/** Newest first, models before runs; what cannot be read is left out. @throws MixwrightError STOPPED when the signal aborts. */
export async function modelChoices(data: DataDirectory, { facts, starter, digests }: ChoiceSources, signal: AbortSignal): Promise<ModelChoice[]> {
  const { models, runs } = await data.catalogue.read();
  const records = Object.values(models).sort((a, b) => (a.addedAt < b.addedAt ? 1 : -1));
  const choices = (await Promise.all(records.map(async (record) => choiceOfModel(record, await facts.of(record, signal))))).flat();
  if (!records.some(({ source }) => source === 'starter')) choices.push(...(await choiceOfStarter(starter)));
  const newest = Object.values(runs).sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  for (const { id, name } of newest) choices.push(...(await choicesOfRun({ id, name, directory: join(data.runs, id) }, digests)));
  return choices;
}

function choiceOfModel(record: ModelRecord, facts: ModelFacts | null): readonly ModelChoice[] {
  if (facts === null || facts.problem !== null) return [];
  const { modelType, parameters, moe } = facts;
  return [{ text: record.id, aliases: [record.path], name: record.name, kind: 'model', detail: describe(modelType, parameters, moe), moe: moe !== null }];
}

/** Not in the catalogue until it is used. */
async function choiceOfStarter(starter: string): Promise<readonly ModelChoice[]> {
  const text = starterSource(starter);
  try {
    const { config, architecture } = await readPlainModel({ kind: 'checkpoint', path: text });
    const parameters = totalParameters(architecture.parameters(config));
    const moe = moeFacts(config);
    return [{ text, aliases: [], name: starterName, kind: 'model', detail: describe(config.modelType, parameters, moe), moe: moe !== null }];
  } catch {
    // An installation without it.
    return [];
  }
}

interface NamedRun {
  readonly id: string;
  readonly name: string;
  readonly directory: string;
}

async function choicesOfRun({ id, name, directory }: NamedRun, digests: Digests): Promise<readonly ModelChoice[]> {
  const checkpoints = await listCheckpoints(directory);
  const last = checkpoints.at(-1);
  if (!last) return [];
  const { evaluations } = await digests.of({ id, directory });
  const best = bestOf(checkpoints, evaluations);
  const moe = await isMixture(directory, last.path);
  // The run's id alone means the best, as for the command line, else the last.
  const choice = (chosen: 'best' | 'last', { step, path }: CheckpointFolder, alone: boolean): ModelChoice => ({
    text: `${id}@${chosen}`,
    aliases: [...(alone ? [id] : []), `${id}@${step}`, path],
    name: `${name} (${chosen})`,
    kind: 'run',
    detail: `step ${step}`,
    moe,
  });
  return best && best.step !== last.step ? [choice('best', best, true), choice('last', last, false)] : [choice('last', last, true)];
}

/** A run that no standard model can express has experts of its own kind. */
async function isMixture(directory: string, checkpoint: string): Promise<boolean> {
  try {
    return moeFacts((await readPlainModel({ kind: 'run', directory, checkpoint })).config) !== null;
  } catch {
    return true;
  }
}

function describe(modelType: string, parameters: number, moe: { readonly experts: number; readonly topK: number } | null): string {
  const size = `${count(parameters)} parameters`;
  return [modelType, ...(moe ? [`${moe.experts} experts, top ${moe.topK}`] : []), size].join(' · ');
}

function count(value: number): string {
  const [divisor, unit] = value >= 1e9 ? [1e9, 'B'] : value >= 1e6 ? [1e6, 'M'] : [1e3, 'K'];
  return `${(value / divisor).toFixed(value / divisor < 10 ? 1 : 0)} ${unit}`;
}
