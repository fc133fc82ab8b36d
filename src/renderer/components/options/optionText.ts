/** Options and their values in words. */
import { capital } from '../../format/index.ts';

/** A value as it is typed: 2e-4, true, "attention, mlp". */
export function optionText(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(optionText).join(', ');
  if (typeof value === 'number' && value !== 0 && Math.abs(value) < 1e-3) return value.toExponential().replace('e+', 'e');
  return typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** "learningRate" → "Learning rate", "topK" → "Top-k", "earlyStop.patience" → "Early stop patience": a name in words. */
export function optionLabel(name: string): string {
  if (name === 'topK') return 'Top-k';
  if (name === 'topP') return 'Top-p';
  // As the paper and every optimizer's manual count them.
  if (name === 'betas.0') return 'Beta 1';
  if (name === 'betas.1') return 'Beta 2';
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_.]/g, ' ')
    .toLowerCase();
  return capital(words);
}

export function sameValue(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
