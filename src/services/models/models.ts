/** Models in the catalogue: folders of the user's own, known by a short id, and those that Mixwright made in the data directory. */
import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { ModelInspection, ModelSummary } from '../../shared/api/models.ts';
import { MixwrightError } from '../../shared/errors.ts';
import type { JobResults, ModelReference } from '../../shared/jobs.ts';
import { didYouMean } from '../../shared/options.ts';
import { findWeights } from '../../weights/checkpointFolder.ts';
import type { Trash } from '../app/context.ts';
import { recordFiles, writeRecord } from '../catalogue/records.ts';
import type { CatalogueData, ModelRecord } from '../catalogue/schema.ts';
import { readReceipt } from '../conversions/conversionReceipt.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import { enter } from '../directory/entries.ts';
import { takeUploads } from '../directory/uploads.ts';
import { runJob } from '../engineHosts/jobs.ts';
import { readRunJson } from '../runs/runFiles.ts';
import { hasEnded } from '../runs/runStatus.ts';
import type { Services } from '../services.ts';
import { factsOfInspection, type ModelFacts, type ModelFactsSource, rememberFacts } from './modelFacts.ts';
import { resolveModel } from './modelReference.ts';

/** Enters a model folder; one that is there already keeps its id. An uploaded one is moved into the model's own folder. */
export async function registerModel(dataDirectory: DataDirectory, folder: string, name?: string): Promise<ModelRecord> {
  const path = resolve(folder);
  return enter(dataDirectory, 'models', {
    fields: { name: name ?? nameOf(path), path },
    isSame: (known) => known.path === path,
    async settle(folder) {
      const { files, putBack } = await takeUploads(dataDirectory, [path], folder);
      return { fields: { path: files[0] as string }, undo: putBack };
    },
  });
}

/** Enters a model that was made in a folder of `<data>/models`: its id is the folder's name. */
export async function registerOwnModel(
  { models, catalogue }: DataDirectory,
  { id, name, source }: { readonly id: string; readonly name: string; readonly source: 'converted' | 'starter' },
): Promise<ModelRecord> {
  const path = join(models, id);
  return catalogue.update(async (data) => {
    const record: ModelRecord = { id, name, path, addedAt: new Date().toISOString(), source };
    await writeRecord(path, recordFiles.models, record);
    data.models[id] = record;
    return record;
  });
}

export async function listModels({ catalogue }: DataDirectory): Promise<readonly ModelRecord[]> {
  return Object.values((await catalogue.read()).models);
}

/** Newest first; each is inspected once and then known. @throws MixwrightError STOPPED when the signal aborts. */
export async function summarizeModels(data: DataDirectory, facts: ModelFactsSource, signal: AbortSignal): Promise<ModelSummary[]> {
  const records = [...(await listModels(data))].sort((a, b) => (a.addedAt < b.addedAt ? 1 : -1));
  return Promise.all(records.map(async (record) => summaryOf(record, await facts.of(record, signal))));
}

/**
 * Opens a model and enters it. A file of the model stands for its folder.
 * @throws MixwrightError BAD_MODEL, NOT_FOUND, NOT_AVAILABLE with what it is instead; nothing is entered then.
 */
export async function addModel(services: Services, { path, name }: { readonly path: string; readonly name?: string | undefined }): Promise<ModelSummary> {
  const folder = await folderOf(resolve(path));
  // Says more of a folder that is no model than the inspection would: what lies in it, and which folder was meant.
  await findWeights(folder);
  const facts = await factsOfInspection(folder, await runJob(services, { kind: 'inspect', model: { kind: 'checkpoint', path: folder } }));
  const record = await registerModel(services.data, folder, name);
  await rememberFacts(services, record, facts);
  return summaryOf(record, facts);
}

/** @throws MixwrightError NOT_FOUND. */
export async function renameModel({ models, catalogue }: DataDirectory, id: string, name: string): Promise<void> {
  await catalogue.update(async (data) => {
    const record = { ...recordOf(data, id), name };
    await writeRecord(join(models, id), recordFiles.models, record);
    data.models[id] = record;
  });
}

/**
 * Takes a model off the list; what Mixwright made itself goes to the trash with its files, a folder of the user's stays where it is.
 * @returns the trash's entry. @throws MixwrightError NOT_FOUND; RUN_HELD while a run that has not ended trains on it.
 */
export async function removeModel(data: DataDirectory, trash: Trash, id: string): Promise<string> {
  const record = recordOf(await data.catalogue.read(), id);
  const folder = join(data.models, id);
  const user = isInside(record.path, folder) ? await unfinishedRunOn(data, folder) : null;
  if (user !== null) {
    throw new MixwrightError('RUN_HELD', `the run "${user}" trains on the model "${record.name}"`, { hint: 'stop the run first, or take it out of the queue' });
  }
  return trash.put({ kind: 'model', name: record.name, folder });
}

/** All there is to know of a model, and how it was made where Mixwright made it. */
export async function inspectModel(services: Services, text: string): Promise<ModelInspection> {
  const model = await resolveModel(services.data, text);
  const found: JobResults['inspect'] = await runJob(services, { kind: 'inspect', model });
  return { ...found, receipt: await readReceipt(model) };
}

function summaryOf({ id, name, path, addedAt, source }: ModelRecord, facts: ModelFacts | null): ModelSummary {
  const unknown = { format: 'hf', modelType: '', parameters: 0, activeParameters: 0, bytes: 0, moe: null, problem: `${path} is not there` };
  return { id, name, path, addedAt, source: source ?? 'added', missing: facts === null, ...(facts ?? unknown) };
}

function recordOf({ models }: CatalogueData, id: string): ModelRecord {
  if (Object.hasOwn(models, id)) return models[id] as ModelRecord;
  throw new MixwrightError('NOT_FOUND', `the catalogue has no "${id}" among its models`, { hint: didYouMean(id, Object.keys(models)) });
}

/** What was dropped may be one of the model's files. */
async function folderOf(path: string): Promise<string> {
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  return isFile && /^(config\.json|tokenizer\.json|.*\.safetensors(\.index\.json)?)$/.test(basename(path)) ? dirname(path) : path;
}

/** The Hugging Face cache names folders for revisions: models--<owner>--<name>/snapshots/<revision>. */
function nameOf(path: string): string {
  const cached = /models--(?:.*--)?([^\\/]+)[\\/]snapshots[\\/][0-9a-f]{40}$/.exec(path);
  return cached?.[1] ?? basename(path);
}

async function unfinishedRunOn(data: DataDirectory, folder: string): Promise<string | null> {
  for (const { id, name, status } of Object.values((await data.catalogue.read()).runs)) {
    if (hasEnded(status)) continue;
    const base = await readRunJson<ModelReference>(join(data.runs, id), 'base');
    if (base && isInside(base.kind === 'checkpoint' ? base.path : base.directory, folder)) return name;
  }
  return null;
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}
