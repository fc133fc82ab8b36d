/** Numbers as people read them. Always the same text for the same number, whatever the machine's language. */
import type { Unit } from './report.ts';

/** Narrow, and no place to break a line. */
const thinSpace = '\u202f';
const minus = '\u2212';

/** A value of this unit; a dash for what is not a number. */
export function formatValue(value: number | null, unit: Unit): string {
  if (value === null || !Number.isFinite(value)) return '–';
  if (unit === 'percent') return formatPercent(value);
  if (unit === 'bytes') return formatBytes(value);
  return unit === 'seconds' ? formatDuration(value) : formatNumber(value);
}

/** Four significant digits; powers of ten only where zeros would have to be counted. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 1e-3 || size >= 1e9) return signed(value, trimExponential(size.toExponential(2)));
  if (size >= 1000) return formatCount(value);
  return signed(value, trimZeros(size.toPrecision(4)));
}

/** A whole number with its thousands set apart. */
export function formatCount(value: number): string {
  const digits = Math.round(Math.abs(value)).toString();
  return signed(value, digits.length > 4 ? digits.replace(/\B(?=(\d{3})+$)/g, thinSpace) : digits);
}

export function formatPercent(share: number): string {
  return signed(share, `${trimZeros(Math.abs(share * 100).toFixed(1))}${thinSpace}%`);
}

/** Difference of two shares, in percentage points, sign always written. */
export function formatPoints(difference: number): string {
  const points = Math.round(difference * 1000) / 10;
  return `${points > 0 ? '+' : ''}${signed(points, trimZeros(Math.abs(points).toFixed(1)))} points`;
}

/** Binary units, as memory is counted. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 ? String(value) : trimZeros(value.toPrecision(value >= 1000 ? 4 : 3))}${thinSpace}${units[power]}`;
}

export function formatDuration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)}${thinSpace}ms`;
  if (seconds < 59.95) return `${trimZeros(seconds.toFixed(1))}${thinSpace}s`;
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return hours > 0 ? `${hours}${thinSpace}h\u00a0${minutes}${thinSpace}min` : `${minutes}${thinSpace}min\u00a0${whole % 60}${thinSpace}s`;
}

/** Large counts in words of thousands: 2.36 M. */
export function formatShortCount(value: number): string {
  const units = ['', 'k', 'M', 'G', 'T'];
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  return power === 0 ? formatCount(value) : `${trimZeros((value / 1000 ** power).toPrecision(3))}${thinSpace}${units[power]}`;
}

function signed(value: number, text: string): string {
  return value < 0 && /[1-9]/.test(text) ? `${minus}${text}` : text;
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function trimExponential(text: string): string {
  const [mantissa, exponent] = text.split('e') as [string, string];
  return `${trimZeros(mantissa)}e${exponent.replace('+', '').replace('-', minus)}`;
}
