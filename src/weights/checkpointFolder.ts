/** Looks at a path that should be a checkpoint folder, finds its weights by name, and says what it is when it is something else. */
import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { MixwrightError } from '../shared/errors.ts';
import { kindBytes, pickleHint, wrongKind } from './fileKind.ts';
import { isSystemError } from './systemError.ts';

export interface WeightFiles {
  /** Absolute. */
  readonly folder: string;
  readonly kind: 'single' | 'sharded';
  /** The safetensors file, or the index of the shards. */
  readonly path: string;
  readonly notes: readonly string[];
}

const single = 'model.safetensors';
const index = 'model.safetensors.index.json';

/**
 * Finds the weights of a Hugging Face folder.
 * @throws MixwrightError NOT_FOUND · NOT_AVAILABLE (GGUF, PEFT adapters) · BAD_MODEL, each saying what the path is instead.
 */
export async function findWeights(path: string): Promise<WeightFiles> {
  const folder = resolve(path);
  const names = await listFolder(folder);
  if (names.length === 0) throw new MixwrightError('BAD_MODEL', `expected a checkpoint folder, ${folder} is empty`, { file: folder });
  const hasConfig = names.includes('config.json');
  // As transformers does: the single file wins.
  if (hasConfig && names.includes(single)) {
    const notes = names.includes(index) ? [`both ${single} and ${index} are there; the first is used`] : [];
    return { folder, kind: 'single', path: join(folder, single), notes };
  }
  if (hasConfig && names.includes(index)) return { folder, kind: 'sharded', path: join(folder, index), notes: [] };
  return refuseFolder(folder, names);
}

async function listFolder(folder: string): Promise<readonly string[]> {
  try {
    const found = await stat(folder);
    return found.isDirectory() ? await readdir(folder) : await refuseFile(folder);
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) {
      throw new MixwrightError('NOT_FOUND', `expected a checkpoint folder, there is no ${folder}`, { file: folder, hint: 'check the path' });
    }
    throw error;
  }
}

async function refuseFile(file: string): Promise<never> {
  if (isGguf(file) || (await kindOf(file))?.what === 'a GGUF file') return refuseGguf(file);
  if (isPickle(file)) return refusePickle(file, basename(file));
  const hint =
    extname(file) === '.safetensors' ? `give the folder it lies in: ${dirname(file)}` : 'give the folder that holds config.json and model.safetensors';
  throw new MixwrightError('BAD_MODEL', `expected a checkpoint folder, got the file ${file}`, { file, hint });
}

async function kindOf(file: string): Promise<ReturnType<typeof wrongKind>> {
  if (!(await stat(file)).isFile()) return undefined;
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(kindBytes), 0, kindBytes, 0);
    return wrongKind(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

/** Called when config.json or the weights are missing: finds the most helpful thing to say. */
async function refuseFolder(folder: string, names: readonly string[]): Promise<never> {
  const refuse = (message: string, hint: string): never => {
    throw new MixwrightError('BAD_MODEL', message, { file: folder, hint });
  };
  if (names.includes('adapter_config.json')) {
    const hint = 'adapters cannot be opened as models yet; give the base model named in its adapter_config.json';
    throw new MixwrightError('NOT_AVAILABLE', `${folder} is a PEFT adapter, not a whole model`, { file: folder, hint });
  }
  if (names.includes(single) || names.includes(index))
    return refuse(`${folder} has weights but no config.json`, 'copy config.json from where the weights came from');
  const pickle = names.find(isPickle);
  if (pickle) return refusePickle(folder, pickle);
  const gguf = names.find(isGguf);
  if (gguf) return refuseGguf(join(folder, gguf));
  const foreign = names.find((name) => /^(tf_model\.h5|flax_model\.msgpack)$/.test(name));
  if (foreign) return refuse(`expected safetensors, got only ${foreign}`, 'open it with transformers and save it with save_pretrained');
  const stray = names.find((name) => name.endsWith('.safetensors'));
  if (stray) return refuse(`expected ${single} or ${index} beside config.json, found ${stray}`, strayHint(stray, names));
  const inner = await innerCheckpoints(folder, names);
  if (inner.length > 0)
    return refuse(`${folder} is not a checkpoint itself but contains ${inner.length === 1 ? 'one' : inner.length}`, `give ${inner.join(' or ')}`);
  const has = names.includes('config.json') ? 'config.json but no weights' : `neither config.json nor ${single}`;
  return refuse(`expected a checkpoint folder, ${folder} has ${has}`, `it holds: ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}`);
}

function strayHint(stray: string, names: readonly string[]): string {
  if (/-\d{5}-of-\d{5}\.safetensors$/.test(stray)) return `the shards need their index: download ${index} too`;
  return names.includes('config.json')
    ? 'only the file layout of transformers is read; rename or convert it'
    : 'config.json is missing as well; only the file layout of transformers is read';
}

/** Checkpoints one level down, or where the Hugging Face cache keeps its revisions. */
async function innerCheckpoints(folder: string, names: readonly string[]): Promise<readonly string[]> {
  const revisions = names.includes('snapshots') ? await readdir(join(folder, 'snapshots')).catch(() => []) : [];
  const candidates = [...names.map((name) => join(folder, name)), ...revisions.map((name) => join(folder, 'snapshots', name))];
  const found: string[] = [];
  for (const candidate of candidates.slice(0, 100)) {
    const isCheckpoint = await stat(join(candidate, 'config.json')).then(
      (config) => config.isFile(),
      () => false,
    );
    if (isCheckpoint) found.push(candidate);
  }
  return found;
}

function isPickle(name: string): boolean {
  return /^(pytorch_model.*\.bin|.*\.(pt|pth|ckpt|pkl))$/.test(basename(name));
}

function isGguf(name: string): boolean {
  return name.toLowerCase().endsWith('.gguf');
}

function refusePickle(file: string, name: string): never {
  throw new MixwrightError('BAD_MODEL', `expected safetensors, got the Python pickle ${name}`, { file, hint: pickleHint });
}

function refuseGguf(file: string): never {
  const hint = 'give the Hugging Face folder with the safetensors weights it was made from';
  throw new MixwrightError('NOT_AVAILABLE', `${basename(file)} is a GGUF file, which cannot be read yet`, { file, hint });
}
