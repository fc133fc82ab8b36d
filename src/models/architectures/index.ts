/** Every architecture, one line each. */
import { MixwrightError } from '../../shared/errors.ts';
import type { Architecture } from '../model.ts';
import { llama } from './llama.ts';
import { mistral } from './mistral.ts';
import { mixtral } from './mixtral.ts';
import { qwen2 } from './qwen2.ts';
import { qwen2Moe } from './qwen2Moe.ts';
import { qwen3 } from './qwen3.ts';
import { qwen3Moe } from './qwen3Moe.ts';

export const architectures: readonly Architecture[] = [
  // dense
  llama,
  mistral,
  qwen2,
  qwen3,
  // mixtures
  mixtral,
  qwen2Moe,
  qwen3Moe,
];

/** The architecture of a `model_type`; throws BAD_MODEL for one that is not supported. */
export function findArchitecture(modelType: string): Architecture {
  const found = architectures.find((architecture) => architecture.modelType === modelType);
  if (found) return found;
  throw new MixwrightError('BAD_MODEL', `config.json: model_type "${modelType}" is not supported`, {
    field: 'model_type',
    hint: `supported: ${architectures.map((architecture) => architecture.modelType).join(', ')}`,
  });
}

/** The architecture a config.json names: its own, or that of the language model inside a multimodal wrapper (text_config). */
export function architectureOf(json: Readonly<Record<string, unknown>>): Architecture {
  const inner = json.text_config as { readonly model_type?: unknown } | null | undefined;
  const named = [inner?.model_type, json.model_type].find((type) => typeof type === 'string');
  if (typeof named === 'string') return findArchitecture(named);
  throw new MixwrightError('BAD_MODEL', 'config.json: expected a "model_type", found none', {
    field: 'model_type',
    hint: `it says which family the weights belong to: ${architectures.map((architecture) => architecture.modelType).join(', ')}`,
  });
}
