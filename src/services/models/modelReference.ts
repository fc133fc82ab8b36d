/** Turns what people write for a model (a folder, a catalogue id, a run, RUN@best) into a reference a host can open. */
import { stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { MixwrightError } from '../../shared/errors.ts';
import type { ModelReference } from '../../shared/jobs.ts';
import { didYouMean } from '../../shared/options.ts';
import { folderNames } from '../catalogue/records.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import { bestCheckpoint, type CheckpointFolder, listCheckpoints, runFiles, runOfCheckpoint } from '../runs/runFiles.ts';

/**
 * A path counts before an id. Of a run its best checkpoint is taken when it evaluated, else its last; `@best`, `@last` and
 * `@<step>` after it choose.
 * @param from the folder that relative paths belong to.
 * @throws MixwrightError NOT_FOUND with the nearest id; NOT_AVAILABLE for GGUF files and adapters; BAD_MODEL for a path that
 *   is no model.
 */
export async function resolveModel(dataDirectory: DataDirectory, text: string, from = process.cwd()): Promise<ModelReference> {
  const found = (await resolvePlain(dataDirectory, { text, from })) ?? (await resolveChosen(dataDirectory, { text, from }));
  if (found) return found;
  const { models } = await dataDirectory.catalogue.read();
  const known = [...Object.keys(models), ...(await folderNames(dataDirectory.runs))];
  throw new MixwrightError('NOT_FOUND', `there is no model "${text}": expected a folder, a catalogue id or a run`, {
    field: 'model',
    hint: known.length === 0 ? 'name the folder that holds config.json and safetensors' : didYouMean(text.split('@')[0] as string, known),
  });
}

/** The same in one text that `resolveModel` reads again from anywhere: what a resolved recipe holds. */
export function modelText(reference: ModelReference): string {
  return reference.kind === 'checkpoint' ? reference.path : reference.checkpoint;
}

interface Written {
  readonly text: string;
  readonly from: string;
}

async function resolvePlain(dataDirectory: DataDirectory, { text, from }: Written): Promise<ModelReference | null> {
  const run = await findRunFolder(dataDirectory, { text, from });
  if (run) return chooseCheckpoint(run, null);
  const path = resolve(from, text);
  if (await exists(path)) return readPath(path);
  const { models } = await dataDirectory.catalogue.read();
  return Object.hasOwn(models, text) ? readPath((models[text] as { readonly path: string }).path) : null;
}

/** RUN@best and its kin. */
async function resolveChosen(dataDirectory: DataDirectory, { text, from }: Written): Promise<ModelReference | null> {
  const at = text.lastIndexOf('@');
  if (at <= 0) return null;
  const run = await findRunFolder(dataDirectory, { text: text.slice(0, at), from });
  return run === null ? null : chooseCheckpoint(run, text.slice(at + 1));
}

async function findRunFolder({ runs }: DataDirectory, { text, from }: Written): Promise<string | null> {
  const candidates = [resolve(from, text), ...(basename(text) === text ? [join(runs, text)] : [])];
  for (const path of candidates) if (await isRunFolder(path)) return path;
  return null;
}

/** Both files stand there from a run's first moment. */
async function isRunFolder(path: string): Promise<boolean> {
  return (await exists(join(path, runFiles.recipe))) && (await exists(join(path, runFiles.base)));
}

async function readPath(path: string): Promise<ModelReference> {
  const run = runOfCheckpoint(path);
  if (run && (await isRunFolder(run))) return { kind: 'run', directory: run, checkpoint: path };
  const has = (name: string): Promise<boolean> => exists(join(path, name));
  if (await has('config.json')) return { kind: 'checkpoint', path };
  if (extname(path).toLowerCase() === '.gguf') throw notAvailable(path, 'a GGUF file');
  if (await has('adapter_config.json')) throw notAvailable(path, 'a PEFT adapter folder');
  throw new MixwrightError('BAD_MODEL', `${path} is no model: expected a Hugging Face folder with config.json and safetensors, or a run`, {
    file: path,
    hint: extname(path) === '.safetensors' ? 'name the folder the file lies in, which holds config.json too' : 'name the folder that holds config.json',
  });
}

async function chooseCheckpoint(directory: string, chosen: string | null): Promise<ModelReference> {
  const checkpoints = await listCheckpoints(directory);
  const last = checkpoints.at(-1);
  if (!last) {
    throw new MixwrightError('NOT_FOUND', `the run ${basename(directory)} has no checkpoint yet`, {
      file: directory,
      hint: 'one is written every training.checkpointEvery steps, when the run is stopped, and at its end',
    });
  }
  const checkpoint = await pick(directory, { checkpoints, last }, chosen);
  if (checkpoint) return { kind: 'run', directory, checkpoint: checkpoint.path };
  const expected = chosen === 'best' ? 'it has not evaluated, so none is the best' : `expected best, last or a step, got "${chosen}"`;
  throw new MixwrightError('NOT_FOUND', `the run ${basename(directory)} has no such checkpoint: ${expected}`, {
    file: directory,
    hint: `it has: ${checkpoints.map(({ step }) => `@${step}`).join(', ')}`,
  });
}

async function pick(
  directory: string,
  { checkpoints, last }: { readonly checkpoints: readonly CheckpointFolder[]; readonly last: CheckpointFolder },
  chosen: string | null,
): Promise<CheckpointFolder | null> {
  if (chosen === 'last') return last;
  if (chosen === null) return (await bestCheckpoint(directory)) ?? last;
  if (chosen === 'best') return bestCheckpoint(directory);
  return checkpoints.find(({ step }) => String(step) === chosen) ?? null;
}

function notAvailable(path: string, what: string): MixwrightError {
  return new MixwrightError('NOT_AVAILABLE', `${path} is ${what}, which cannot be read yet; expected a Hugging Face folder or a run`, {
    file: path,
    hint: 'use the model in its original form: a folder with config.json and safetensors',
  });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
