/** Opens a checkpoint folder, or a run on top of its base, as a model. */
import { moeTwinOf } from '../../methods/moeTwin.ts';
import { architectureOf } from '../../models/architectures/index.ts';
import { readParameter } from '../../models/readParameter.ts';
import { mapTensors } from '../../models/tensorMap.ts';
import { resolveTiedHead } from '../../models/tiedHead.ts';
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
  const architecture = architectureOf(checkpoint.config);
  const parsed = architecture.parseConfig(checkpoint.config);
  const { config, map } = await resolveTiedHead({ config: parsed, map: mapTensors(architecture, parsed, withoutExtras(checkpoint)) }, reader);
  const read: OpenModel['read'] = (name, expert) => readParameter(map, reader, name, expert);
  return {
    config,
    parameters: architecture.parameters(config),
    moeTwin: moeTwinOf(architecture, config),
    storedDtype: ({ name }) => frozenDtypeOf(reader.tensors.get(map.slices.get(name)?.[0]?.tensor ?? '')?.dtype),
    read,
    readBase: read,
    folder,
    tokenizer: () => openTokenizer(folder),
    fingerprint: () => sampledFingerprint(checkpoint),
    notes: [...checkpoint.notes, ...map.notes],
    attached: null,
    frozenDtype: 'stored',
    close: () => reader.close(),
  };
}

function withoutExtras({ reader, harmlessExtras }: Checkpoint): Checkpoint['reader']['tensors'] {
  const extras = new Set(harmlessExtras);
  return new Map([...reader.tensors].filter(([name]) => !extras.has(name)));
}

function frozenDtypeOf(dtype: StoredDtype | undefined): 'f32' | 'f16' | 'bf16' {
  return dtype === 'f16' || dtype === 'bf16' ? dtype : 'f32';
}
