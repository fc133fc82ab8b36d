/**
 * Rotary frequencies with context scaling, as divisors of the plain ones: frequency_i = theta^(-2i/D) / divisor_i
 * (transformers' modeling_rope_utils; llama3: Llama 3.1's model card; yarn: arXiv:2309.00071).
 */
import { MixwrightError } from '../shared/errors.ts';
import type { RopeConfig } from './model.ts';

export interface RopeFrequencies {
  /** f32 [dimensions / 2]. */
  readonly divisors: Float32Array;
  /** Multiplies cos and sin. */
  readonly attentionFactor: number;
}

/** @throws BAD_MODEL for a scaling that is unknown or lacks a setting, naming it. `maxPositions` stands in for a missing original length. */
export function ropeFrequencies({ theta, dimensions, scaling }: RopeConfig, maxPositions: number): RopeFrequencies {
  const half = dimensions / 2;
  const setting = (key: string, fallback?: number): number => {
    const value = scaling?.[key] ?? fallback;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw new MixwrightError('BAD_MODEL', `config.json: rope scaling "${String(scaling?.rope_type)}" needs a number "${key}"`, {
      field: `rope_scaling.${key}`,
    });
  };
  const divide = (divisor: (i: number) => number, attentionFactor = 1): RopeFrequencies => ({
    divisors: Float32Array.from({ length: half }, (_, i) => divisor(i)),
    attentionFactor,
  });
  const original = (): number => setting('original_max_position_embeddings', maxPositions);
  switch (scaling?.rope_type) {
    case undefined:
      return divide(() => 1);
    case 'linear': {
      const factor = setting('factor');
      return divide(() => factor);
    }
    case 'llama3':
      return divide(
        llama3({ theta, half, original: original(), factor: setting('factor'), low: setting('low_freq_factor'), high: setting('high_freq_factor') }),
      );
    case 'yarn': {
      const factor = setting('factor', maxPositions / original());
      const bounds = { fast: setting('beta_fast', 32), slow: setting('beta_slow', 1), truncate: scaling.truncate !== false };
      return divide(yarn({ theta, dimensions, original: original(), factor, ...bounds }), yarnAttention(scaling, factor));
    }
    default:
      throw new MixwrightError('BAD_MODEL', `config.json: rope scaling "${String(scaling?.rope_type)}" is not supported`, {
        field: 'rope_scaling.rope_type',
        hint: 'supported: default, linear, llama3, yarn; dynamic and longrope depend on the length of each sequence',
      });
  }
}

interface Llama3 {
  readonly theta: number;
  readonly half: number;
  readonly original: number;
  readonly factor: number;
  readonly low: number;
  readonly high: number;
}

/** Long wavelengths are slowed by `factor`, short ones kept, those between blended. */
function llama3({ theta, half, original, factor, low, high }: Llama3): (i: number) => number {
  return (i) => {
    const wavelength = 2 * Math.PI * theta ** (i / half);
    if (wavelength < original / high) return 1;
    if (wavelength > original / low) return factor;
    const smooth = (original / wavelength - low) / (high - low);
    return 1 / ((1 - smooth) / factor + smooth);
  };
}

interface Yarn {
  readonly theta: number;
  readonly dimensions: number;
  readonly original: number;
  readonly factor: number;
  readonly fast: number;
  readonly slow: number;
  readonly truncate: boolean;
}

function yarn({ theta, dimensions, original, factor, fast, slow, truncate }: Yarn): (i: number) => number {
  const dimension = (rotations: number): number => (dimensions * Math.log(original / (rotations * 2 * Math.PI))) / (2 * Math.log(theta));
  const low = Math.max(0, truncate ? Math.floor(dimension(fast)) : dimension(fast));
  const high = Math.min(dimensions - 1, truncate ? Math.ceil(dimension(slow)) : dimension(slow));
  return (i) => {
    const ramp = Math.min(1, Math.max(0, (i - low) / (high === low ? 0.001 : high - low)));
    return 1 / (ramp / factor + 1 - ramp);
  };
}

function yarnAttention(scaling: NonNullable<RopeConfig['scaling']>, factor: number): number {
  const given = scaling.attention_factor;
  if (typeof given === 'number') return given;
  const scale = (mscale: number): number => (factor <= 1 ? 1 : 0.1 * mscale * Math.log(factor) + 1);
  const { mscale, mscale_all_dim: mscaleAll } = scaling;
  return typeof mscale === 'number' && typeof mscaleAll === 'number' && mscale && mscaleAll ? scale(mscale) / scale(mscaleAll) : scale(1);
}
