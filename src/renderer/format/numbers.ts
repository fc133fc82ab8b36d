/** Numbers for people: as many digits as say something, and a real minus sign. */

/** Four significant digits, small ones in powers of ten: 2.381, 0.0213, 2e-4, 12 480. NaN and infinities by name. */
export function formatNumber(value: number, digits = 4): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text = size >= 1e7 || size < 1e-3 ? scientific(size, digits) : size >= 1000 ? grouped(Math.round(size)) : trimZeros(size.toPrecision(digits));
  return value < 0 ? `−${text}` : text;
}

/** Fixed digits after the point, so that a column of losses lines up. */
export function formatFixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  return value < 0 ? `−${(-value).toFixed(decimals)}` : value.toFixed(decimals);
}

/** A share 0..1 as a percentage: 0.4 %, 37 %, 100 % only when nothing is left. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return formatNumber(share);
  const percent = share * 100;
  if (percent > 99 && percent < 100) return `${(Math.floor(percent * 10) / 10).toFixed(1)} %`;
  return `${percent > 0 && percent < 10 ? trimZeros(percent.toFixed(1)) : Math.round(percent)} %`;
}

/** Digits in groups of three, by narrow spaces that do not break: 1 048 576. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
}

/** Without the zeros that say nothing: "2.500" → "2.5", "30" → "30". */
export function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function scientific(size: number, digits: number): string {
  const [mantissa = '', exponent = ''] = size.toExponential(digits - 1).split('e');
  return `${trimZeros(mantissa)}e${exponent.replace('+', '')}`;
}
