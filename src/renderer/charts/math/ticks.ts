/** Round numbers for axes. */
import type { Range } from './extent.ts';

/** About `count` multiples of 1, 2 or 5 times a power of ten within the range. */
export function linearTicks([low, high]: Range, count: number): readonly number[] {
  return multiples([low, high], roundStep((high - low) / Math.max(1, count)));
}

/** Steps are whole: never a tick between two of them. */
export function wholeTicks([low, high]: Range, count: number): readonly number[] {
  return multiples([low, high], Math.max(1, roundStep((high - low) / Math.max(1, count))));
}

/** Seconds at round minutes, hours and days. */
export function timeTicks([low, high]: Range, count: number): readonly number[] {
  const step = (high - low) / Math.max(1, count);
  const round = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400].find((seconds) => seconds >= step);
  return multiples([low, high], step < 1 ? roundStep(step) : (round ?? roundStep(step / 86_400) * 86_400));
}

/** Powers of ten, with 2 and 5 times them while there is room; linear ones where the range is less than a decade wide. */
export function logTicks([low, high]: Range, count: number): readonly number[] {
  const decades = Math.log10(high / low);
  if (decades < 0.8) return linearTicks([low, high], count).filter((tick) => tick > 0);
  const factors = decades * 3 <= count + 2 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil(decades / count));
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    if (factors.length === 1 && power % every !== 0) continue;
    for (const factor of factors) {
      const tick = factor * 10 ** power;
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}

function roundStep(step: number): number {
  if (!(step > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(step));
  const lead = step / power;
  return (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10) * power;
}

function multiples([low, high]: Range, step: number): readonly number[] {
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Sums of steps drift (0.30000000000000004); products rounded to the step's digits do not.
  const digits = Math.max(0, Math.min(12, Math.ceil(-Math.log10(step)) + 1));
  return Array.from({ length: Math.max(0, Math.min(1000, last - first + 1)) }, (_, i) => Number(((first + i) * step).toFixed(digits)));
}
