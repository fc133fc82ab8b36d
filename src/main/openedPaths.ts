/** Files and folders that the system hands over: from the command line, a second start, the file manager. */
import { stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import type { OpenRequest } from '../shared/desktop.ts';

/** What a command line names; switches, ours and Chromium's, begin with a hyphen. */
export function pathsOfArguments(given: readonly string[], folder: string): readonly string[] {
  return given.filter((text) => text !== '' && !text.startsWith('-') && !/^[a-z]+:\/\//i.test(text)).map((text) => resolve(folder, text));
}

const modelFiles: ReadonlySet<string> = new Set(['.gguf', '.safetensors']);

/** One request per kind; paths that are not there are left out. */
export async function openRequests(paths: readonly string[]): Promise<readonly OpenRequest[]> {
  const kinds = await Promise.all(paths.map(async (path) => ({ path, looksLike: await looksLike(path) })));
  return (['dataset', 'model'] as const).flatMap((kind) => {
    const fitting = kinds.filter((entry) => entry.looksLike === kind).map(({ path }) => path);
    return fitting.length === 0 ? [] : [{ type: 'paths' as const, looksLike: kind, paths: fitting }];
  });
}

async function looksLike(path: string): Promise<'dataset' | 'model' | null> {
  const status = await stat(path).catch(() => null);
  if (status === null) return null;
  if (status.isFile()) return modelFiles.has(extname(path).toLowerCase()) ? 'model' : 'dataset';
  const config = await stat(join(path, 'config.json')).catch(() => null);
  return config?.isFile() ? 'model' : 'dataset';
}
