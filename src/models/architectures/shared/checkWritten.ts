/** A written config must read back as the same model: what a family has no key for would otherwise be lost in silence. */
import { MixwrightError } from '../../../shared/errors.ts';
import type { ModelConfig } from '../../model.ts';

/** @throws NOT_EXPORTABLE naming the first setting of `wanted` that `written` does not say. */
export function checkWritten(wanted: ModelConfig, written: ModelConfig): void {
  // Not part of what the model computes.
  const free = { carried: null, routerAuxLossCoefficient: null };
  const difference = firstDifference({ ...wanted, ...free }, { ...written, ...free }, '');
  if (!difference) return;
  throw new MixwrightError(
    'NOT_EXPORTABLE',
    `a ${written.modelType} config.json cannot say this model's ${difference.path}: expected ${difference.wanted}, it would read as ${difference.written}`,
    { field: difference.path, hint: 'choose a format that carries it' },
  );
}

interface Difference {
  /** Dotted, like attention.biases.qkv or ffn.0.sharedWidth. */
  readonly path: string;
  readonly wanted: string;
  readonly written: string;
}

function firstDifference(wanted: unknown, written: unknown, path: string): Difference | null {
  if (Object.is(wanted, written)) return null;
  if (!isObject(wanted) || !isObject(written)) return { path, wanted: JSON.stringify(wanted) ?? 'nothing', written: JSON.stringify(written) ?? 'nothing' };
  for (const key of new Set([...Object.keys(wanted), ...Object.keys(written)])) {
    const difference = firstDifference(wanted[key], written[key], path === '' ? key : `${path}.${key}`);
    if (difference) return difference;
  }
  return null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
