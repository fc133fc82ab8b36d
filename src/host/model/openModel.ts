/** Opens a checkpoint folder, or a run on top of its base, as a model. */
import type { MoeTwin } from '../../methods/method.ts';
import { findArchitecture } from '../../models/architectures/index.ts';
import type { Architecture, ModelConfig } from '../../models/model.ts';
import { mapTensors, type Slice } from '../../models/tensorMap.ts';
import { MixwrightError } from '../../shared/errors.ts';
import { sampledFingerprint } from '../../weights/fingerprint.ts';
import { type Checkpoint, openCheckpoint } from '../../weights/openCheckpoint.ts';
import type { StoredDtype } from '../../weights/weights.ts';
import type { OpenModel } from './model.ts';
import { openTokenizer } from './openTokenizer.ts';

export async function openPlainModel(path: string): Promise<OpenModel> {
  const checkpoint = await openCheckpoint(path);
  try {
    return await describe(checkpoint);
  } catch (error) {
    await checkpoint.reader.close();
    throw error;
  }
}

async function describe(checkpoint: Checkpoint): Promise<OpenModel> {
  const { reader, folder } = checkpoint;
  const architecture = findArchitecture(String(checkpoint.config.model_type));
  const parsed = architecture.parseConfig(checkpoint.config);
  const map = mapTensors(architecture, parsed, withoutExtras(checkpoint));
  const untied = map.storedTiedHead !== null && (await headDiffers(checkpoint, map.storedTiedHead));
  const config = untied ? { ...parsed, tiedEmbeddings: false } : parsed;
  const slices = new Map([...map.slices, ...(untied ? [['lm_head.weight', [wholeTensor(checkpoint, map.storedTiedHead as string)]] as const] : [])]);
  const slicesOf = (name: string): readonly Slice[] => {
    const found = slices.get(name);
    if (!found) throw new MixwrightError('INTERNAL', `the model has no parameter "${name}"`, { tensor: name });
    return found;
  };
  const read: OpenModel['read'] = async (name, expert) => {
    const all = slicesOf(name);
    const wanted = expert === undefined ? all : [all[expert] as Slice];
    const parts = await Promise.all(wanted.map(({ tensor, start, count }) => reader.readFloat32(tensor, start, count)));
    return parts.length === 1 ? (parts[0] as Float32Array) : concatenate(parts);
  };
  return {
    config,
    parameters: architecture.parameters(config),
    moeTwin: moeTwinOf(architecture, config),
    storedDtype: (spec) => frozenDtypeOf(reader.tensors.get((slicesOf(spec.name)[0] as Slice).tensor)?.dtype),
    read,
    readBase: read,
    folder,
    tokenizer: () => openTokenizer(folder),
    fingerprint: () => sampledFingerprint(checkpoint),
    notes: [
      ...checkpoint.notes,
      ...map.notes,
      ...(untied ? ['tie_word_embeddings is true but a different lm_head is stored: read as untied, as transformers 5 does'] : []),
    ],
    attached: null,
    frozenDtype: 'stored',
    close: () => reader.close(),
  };
}

function withoutExtras({ reader, harmlessExtras }: Checkpoint): Checkpoint['reader']['tensors'] {
  const extras = new Set(harmlessExtras);
  return new Map([...reader.tensors].filter(([name]) => !extras.has(name)));
}

async function headDiffers({ reader }: Checkpoint, head: string): Promise<boolean> {
  const embeddings = [...reader.tensors.keys()].find((name) => name.endsWith('embed_tokens.weight')) as string;
  const [a, b] = await Promise.all([reader.readBytes(head), reader.readBytes(embeddings)]);
  return Buffer.compare(a, b) !== 0;
}

function wholeTensor({ reader }: Checkpoint, tensor: string): Slice {
  const shape = reader.tensors.get(tensor)?.shape ?? [];
  return { tensor, start: 0, count: shape.reduce((a, b) => a * b, 1) };
}

/** How the architecture's MoE family carries this base. */
export function moeTwinOf({ moeTwin, modelType }: Architecture, config: ModelConfig): MoeTwin {
  if (!moeTwin) return { refused: `${modelType} has no mixture-of-experts family of the same attention` };
  const refused = moeTwin.refuses(config);
  if (refused) return { refused };
  return { configWith: (ffn) => ({ ...config, modelType: moeTwin.modelType, ffn, routerAuxLossCoefficient: 0.001 }) };
}

function frozenDtypeOf(dtype: StoredDtype | undefined): 'f32' | 'f16' | 'bf16' {
  return dtype === 'f16' || dtype === 'bf16' ? dtype : 'f32';
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
