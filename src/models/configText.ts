/**
 * config.json as text. Python tells 0.0 from 0 and transformers 5 refuses a config whose float settings are written as integers
 * (its configs are strict dataclasses); JavaScript has one kind of number, so these keys get their ".0" back.
 */

/** Settings that transformers declares as float, of the families here and within their rotary sections. */
const floats: ReadonlySet<string> = new Set([
  'rms_norm_eps',
  'initializer_range',
  'router_aux_loss_coef',
  'router_jitter_noise',
  'attention_dropout',
  'rope_theta',
  'partial_rotary_factor',
  'factor',
  'low_freq_factor',
  'high_freq_factor',
  'attention_factor',
  'beta_fast',
  'beta_slow',
  'mscale',
  'mscale_all_dim',
]);

/** A private-use character, so that no text of a config reads as a marked number. */
const mark = '\uE000';

/** Indented JSON with a newline at its end. */
export function configText(json: Readonly<Record<string, unknown>>): string {
  const marked = (key: string, value: unknown): unknown => (floats.has(key) && Number.isSafeInteger(value) ? `${mark}${value}` : value);
  return `${JSON.stringify(json, marked, 2).replaceAll(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1.0')}\n`;
}
