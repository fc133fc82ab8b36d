/** Sliding windows as families write them. */
import type { AttentionConfig, ModelConfig } from '../../model.ts';
import { type ConfigReader, refusal } from './configReader.ts';

type Windows = AttentionConfig['windows'];

export function everyLayer(window: number | null, layers: number): Windows {
  return new Array<number | null>(layers).fill(window);
}

/** `sliding_window` for all layers (Mistral, Mixtral); null or 0: none. */
export function sharedWindow(config: ConfigReader, layers: number, fallback: number | null): Windows {
  return everyLayer(config.sizeOrNull('sliding_window', fallback) || null, layers);
}

export const qwenWindowKeys = ['use_sliding_window', 'sliding_window', 'max_window_layers', 'layer_types'] as const;

/** Qwen2 and Qwen3: only with use_sliding_window, in the layers that layer_types names, else from max_window_layers on. */
export function upperLayers(config: ConfigReader, layers: number): Windows {
  if (!config.flag('use_sliding_window', false)) return everyLayer(null, layers);
  const window = config.sizeOrNull('sliding_window', 4096) || null;
  const from = config.sizeOrNull('max_window_layers', 28) ?? layers;
  const types = layerTypes(config, layers) ?? Array.from({ length: layers }, (_, layer) => (layer < from ? 'full_attention' : 'sliding_attention'));
  return types.map((type) => (type === 'sliding_attention' ? window : null));
}

function layerTypes(config: ConfigReader, layers: number): readonly string[] | null {
  const types = config.texts('layer_types');
  if (types === null) return null;
  if (types.length !== layers) throw refusal('layer_types', `a list of ${layers} layers`, types);
  const unknown = types.find((type) => type !== 'full_attention' && type !== 'sliding_attention');
  if (unknown !== undefined) throw refusal('layer_types', 'made of "full_attention" and "sliding_attention"', unknown);
  return types;
}

/** Qwen's MoE families: which layers have windows differs between releases of transformers, so none are read. */
export function noWindows(config: ConfigReader, layers: number): Windows {
  if (config.flag('use_sliding_window', false)) throw refusal('use_sliding_window', 'false', true, 'sliding windows are not supported in this family');
  return everyLayer(null, layers);
}

export function writeNoWindows({ layers }: ModelConfig): Record<string, unknown> {
  return { use_sliding_window: false, sliding_window: null, max_window_layers: layers };
}

export function writeUpperLayers({ attention: { windows }, layers }: ModelConfig): Record<string, unknown> {
  const from = windows.findIndex((window) => window !== null);
  return {
    use_sliding_window: from >= 0,
    sliding_window: from >= 0 ? windows[from] : null,
    max_window_layers: from >= 0 ? from : layers,
    layer_types: windows.map((window) => (window === null ? 'full_attention' : 'sliding_attention')),
  };
}
