/** What the tests of the weights folder share: temporary folders, hand-made safetensors bytes, caught errors. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { MixwrightError } from '../../src/shared/errors.ts';

/** A folder that is gone when the test is. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mixwright-weights-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A safetensors file by hand: the header as an object or as raw text, its length as given or true. */
export function safetensorsBytes(header: object | string, data: Uint8Array = new Uint8Array(0), length?: bigint): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

/** A file of f32 tensors, one after another. */
export function f32File(tensors: Readonly<Record<string, readonly number[]>>): Uint8Array {
  let end = 0;
  const header: Record<string, object> = {};
  for (const [name, values] of Object.entries(tensors)) {
    header[name] = { dtype: 'F32', shape: [values.length], data_offsets: [end, end + 4 * values.length] };
    end += 4 * values.length;
  }
  return safetensorsBytes(header, new Uint8Array(Float32Array.from(Object.values(tensors).flat()).buffer));
}

/** Writes files given as text, bytes or plain JSON; folders in their names are created. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array | object>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content));
  }
}

/** The MixwrightError a promise is rejected with; anything else fails the test. */
export async function refusalOf(promise: Promise<unknown>): Promise<MixwrightError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(MixwrightError);
  return error as MixwrightError;
}
