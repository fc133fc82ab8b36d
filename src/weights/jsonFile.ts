/** JSON files of a checkpoint folder (config.json and its kin), read with messages that name the file. */
import { basename } from 'node:path';
import { MixwrightError } from '../shared/errors.ts';
import { refuseWrongKind } from './fileKind.ts';
import { openRegularFile, readFully } from './regularFile.ts';

/** An index of a million tensors stays below this; no honest config comes near. */
const maxJsonBytes = 256 * 2 ** 20;

export type JsonObject = Readonly<Record<string, unknown>>;

/** The text of a JSON file, a byte-order mark removed. BAD_MODEL when it is missing, too large, not UTF-8 or a git-LFS pointer. */
export async function readJsonText(path: string): Promise<string> {
  const file = await openRegularFile(path);
  try {
    if (file.bytes > maxJsonBytes) {
      throw new MixwrightError('BAD_MODEL', `${basename(path)}: expected at most ${maxJsonBytes} bytes of JSON, got ${file.bytes}`, { file: path });
    }
    const bytes = new Uint8Array(file.bytes);
    await readFully(file, bytes, 0);
    refuseWrongKind(bytes, path, 'a JSON file');
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new MixwrightError('BAD_MODEL', `${basename(path)}: expected UTF-8 text`, { file: path, cause: error });
  } finally {
    await file.handle.close();
  }
}

/** Reads a JSON file that must hold an object. */
export async function readJsonObject(path: string): Promise<JsonObject> {
  const text = await readJsonText(path);
  const value = parseOrRefuse(text, path);
  if (isJsonObject(value)) return value;
  throw new MixwrightError(
    'BAD_MODEL',
    `${basename(path)}: expected a JSON object, got ${Array.isArray(value) ? 'a list' : JSON.stringify(value)?.slice(0, 80)}`,
    { file: path },
  );
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseOrRefuse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = text.trim() === '' ? 'the file is empty' : (error as SyntaxError).message;
    throw new MixwrightError('BAD_MODEL', `${basename(path)}: not valid JSON: ${reason}`, { file: path, cause: error });
  }
}
