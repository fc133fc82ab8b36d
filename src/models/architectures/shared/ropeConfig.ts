/** Rotary settings in config.json: transformers 4 writes rope_theta and rope_scaling, transformers 5 rope_parameters; we read and write both. */
import type { RopeConfig } from '../../model.ts';
import { ropeFrequencies } from '../../ropeFrequencies.ts';
import { type ConfigReader, refusal } from './configReader.ts';

export const ropeKeys = ['rope_theta', 'rope_scaling', 'rope_parameters', 'partial_rotary_factor', 'original_max_position_embeddings'] as const;

export interface RopeContext {
  readonly headDim: number;
  readonly maxPositions: number;
  /** The family's, for configs that leave it out. */
  readonly theta: number;
}

/** @throws BAD_MODEL for scalings that are unknown, incomplete, or differ by layer. */
export function parseRope(config: ConfigReader, { headDim, maxPositions, theta: defaultTheta }: RopeContext): RopeConfig {
  const parameters = config.section('rope_parameters');
  // A truthy rope_scaling wins over rope_parameters, as in transformers 5.
  const scaling = config.section('rope_scaling') ?? parameters;
  if (scaling?.has('full_attention') || scaling?.has('sliding_attention')) {
    throw refusal('rope_parameters', 'one object for all layers', Object.fromEntries(scaling.entries()), 'rotary settings by layer type are not supported');
  }
  const setting = (key: string, fallback: number): number => [scaling, parameters, config].find((section) => section?.has(key))?.number(key) ?? fallback;
  const theta = setting('rope_theta', defaultTheta);
  if (theta <= 0) throw refusal('rope_theta', 'a number above 0', theta);
  const share = setting('partial_rotary_factor', 1);
  const dimensions = Math.floor(headDim * share);
  if (dimensions < 2 || dimensions % 2 === 1 || dimensions > headDim) {
    throw refusal('partial_rotary_factor', `a share that gives an even number of the ${headDim} dimensions of a head`, share);
  }
  const original = setting('original_max_position_embeddings', maxPositions);
  const rope = { theta, dimensions, scaling: scaling && parseScaling(scaling, original) };
  ropeFrequencies(rope, maxPositions);
  return rope;
}

/** Keys of both generations, saying the same. */
export function writeRope({ theta, dimensions, scaling }: RopeConfig, headDim: number): Record<string, unknown> {
  const partial = dimensions === headDim ? {} : { partial_rotary_factor: dimensions / headDim };
  return {
    rope_theta: theta,
    rope_scaling: scaling,
    rope_parameters: { rope_type: 'default', ...scaling, rope_theta: theta, ...partial },
    ...partial,
  };
}

/** Types whose formula needs the length the model was first trained for. */
const needOriginal: readonly string[] = ['llama3', 'yarn'];

function parseScaling(section: ConfigReader, original: number): RopeConfig['scaling'] {
  const type = section.text('rope_type', section.text('type', 'default'));
  if (type === 'default') return null;
  const elsewhere = ['type', 'rope_type', 'rope_theta', 'partial_rotary_factor'];
  const settings = Object.fromEntries(section.entries().filter(([key, value]) => !elsewhere.includes(key) && value !== null));
  return { rope_type: type, ...settings, ...(needOriginal.includes(type) && { original_max_position_embeddings: original }) };
}
