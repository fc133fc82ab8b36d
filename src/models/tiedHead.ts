/** A config that ties the head to the embeddings beside a stored head: equal values are a spare copy, different ones win, as in transformers 5. */
import type { ModelConfig } from './model.ts';
import type { FloatReader } from './readParameter.ts';
import type { Slice, TensorMap } from './tensorMap.ts';

export interface MappedModel {
  readonly config: ModelConfig;
  readonly map: TensorMap;
}

/** The model as its weights have it: with a stored head that differs from the embeddings, untied. */
export async function resolveTiedHead({ config, map }: MappedModel, reader: FloatReader): Promise<MappedModel> {
  const [embeddings] = map.slices.get('model.embed_tokens.weight') ?? [];
  if (map.storedTiedHead === null || !embeddings) return { config, map };
  const head: Slice = { ...embeddings, tensor: map.storedTiedHead };
  if (await sameValues(embeddings, head, reader)) {
    return { config, map: { ...map, storedTiedHead: null, notes: [...map.notes, `${head.tensor} is stored though tied; it equals the embeddings`] } };
  }
  return {
    config: { ...config, tiedEmbeddings: false },
    map: {
      slices: new Map([...map.slices, ['lm_head.weight', [head]]]),
      storedTiedHead: null,
      notes: [...map.notes, `${head.tensor} is stored and differs from the embeddings although tie_word_embeddings is true: read as untied`],
    },
  };
}

const pieceElements = 2 ** 20;

async function sameValues(a: Slice, b: Slice, reader: FloatReader): Promise<boolean> {
  for (let start = 0; start < a.count; start += pieceElements) {
    const count = Math.min(pieceElements, a.count - start);
    const [left, right] = await Promise.all([reader.readFloat32(a.tensor, start, count), reader.readFloat32(b.tensor, start, count)]);
    if (left.some((value, i) => value !== right[i])) return false;
  }
  return true;
}
