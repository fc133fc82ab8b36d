/** Which files a drop of files and folders means as a dataset, and which of them are to evaluate on. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { MixwrightError } from '../../shared/errors.ts';
import { isSystemError } from '../../weights/systemError.ts';

export interface DatasetFiles {
  /** Absolute, each once. */
  readonly files: readonly string[];
  /** Files whose names say that they are kept apart for evaluation; none where all would be. */
  readonly evaluation: readonly string[];
}

/** Folders below a dropped one that are looked into. */
const maxDepth = 4;
/** Of a folder: with more it is no dataset's but a whole disk's. */
const maxFiles = 2000;

const lines = /\.(jsonl|ndjson)(\.gz)?$/i;
const json = /\.json(\.gz)?$/i;
/** JSON files that lie beside datasets and models and hold no rows. */
const sidecars =
  /^(config|generation_config|tokenizer|tokenizer_config|special_tokens_map|added_tokens|vocab|preprocessor_config|adapter_config|.*\.index|dataset_infos?|dataset_dict|state|package|package-lock|tsconfig|recipe|run|base)\.json$/i;
const heldOut = /(^|[._-])(test|validation|valid|val|eval|evaluation|dev|held-?out)([._-]|$)/i;

/** By its name: whether a file may hold rows that can be read. */
export function isDatasetName(name: string): boolean {
  return lines.test(name) || (json.test(name) && !sidecars.test(name));
}

/** A dataset's name from its file's. */
export function datasetNameOf(path: string): string {
  const plain = basename(path).replace(/\.gz$/i, '');
  return basename(plain, extname(plain)) || basename(path);
}

/**
 * Files stand for themselves, whatever they are called; a folder for the dataset files in it.
 * @throws MixwrightError NOT_FOUND; BAD_DATASET for a folder without any, NOT_AVAILABLE where reading is not allowed.
 */
export async function collectDatasetFiles(paths: readonly string[]): Promise<DatasetFiles> {
  const found: Found[] = [];
  for (const path of paths) found.push(...(await expand(resolve(path))));
  const unique = [...new Map(found.map((file) => [file.path, file])).values()];
  const files = unique.filter(({ heldOut: apart }) => !apart).map(({ path }) => path);
  if (files.length === 0) return { files: unique.map(({ path }) => path), evaluation: [] };
  return { files, evaluation: unique.filter(({ heldOut: apart }) => apart).map(({ path }) => path) };
}

interface Found {
  readonly path: string;
  readonly heldOut: boolean;
}

async function expand(path: string): Promise<readonly Found[]> {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (!found.isDirectory()) return [{ path, heldOut: heldOut.test(datasetNameOf(path)) }];
  const all = await walk(path, maxDepth);
  // Where rows stand in lines, JSON files beside them describe the dataset.
  const rows = all.some((file) => lines.test(file)) ? all.filter((file) => lines.test(file)) : all;
  if (rows.length === 0) throw await emptyFolder(path);
  if (rows.length > maxFiles) {
    throw new MixwrightError('BAD_DATASET', `${path} holds ${rows.length} dataset files: expected ${maxFiles} at most`, {
      file: path,
      hint: 'choose the folder of one dataset, or its files',
    });
  }
  return rows.map((file) => ({
    path: file,
    heldOut: relative(path, file)
      .split(/[\\/]/)
      .some((part) => heldOut.test(datasetNameOf(part))),
  }));
}

async function walk(folder: string, depth: number): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw unreadable(folder, error);
  });
  const shown = entries.filter(({ name }) => !name.startsWith('.')).sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  const found: string[] = [];
  for (const entry of shown) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(depth > 1 ? await walk(path, depth - 1) : []));
    else if (isDatasetName(entry.name)) found.push(path);
  }
  return found;
}

async function emptyFolder(path: string): Promise<MixwrightError> {
  const names = await readdir(path);
  const isModel = names.includes('config.json') && names.some((name) => name.endsWith('.safetensors'));
  return new MixwrightError('BAD_DATASET', `${path} holds no dataset: expected .jsonl or .json files in it`, {
    file: path,
    hint: isModel ? 'it is a model folder: open it among the models' : 'CSV and Parquet are not read yet: save the rows as JSON lines',
  });
}

function unreadable(path: string, cause: unknown): unknown {
  if (isSystemError(cause, 'ENOENT', 'ENOTDIR')) {
    return new MixwrightError('NOT_FOUND', `there is nothing at ${path}`, { file: path, hint: `look for it in ${dirname(path)}`, cause });
  }
  if (isSystemError(cause, 'EACCES', 'EPERM')) {
    return new MixwrightError('NOT_AVAILABLE', `${path} may not be read: the system refuses it to this user`, {
      file: path,
      hint: 'change its permissions, or copy it to a folder of your own',
      cause,
    });
  }
  return cause;
}
