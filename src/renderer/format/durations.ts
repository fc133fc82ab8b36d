/** Spans of time and rates. */
import { formatCount } from './counts.ts';
import { trimZeros } from './numbers.ts';

/** The two largest units: 840 ms, 12.4 s, 3 min 20 s, 2 h 05 min, 3 d 4 h. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 59.95) return `${trimZeros(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  const [days, hours, minutes] = [Math.floor(whole / 86_400), Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${String(minutes).padStart(2, '0')} min`;
  return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** What is left, no more exact than an estimate is: under 5 s, 40 s, 12 min, 2 h 10 min. */
export function formatRemaining(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  if (seconds < 5) return 'under 5 s';
  if (seconds < 55) return `${Math.round(seconds / 5) * 5} s`;
  if (seconds < 3570) return `${Math.max(1, Math.round(seconds / 60))} min`;
  const minutes = Math.round(seconds / 600) * 10;
  if (minutes < 24 * 60) return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return formatDuration(minutes * 60);
}

/** 2.4 k tokens/s. */
export function formatRate(perSecond: number, unit: string): string {
  return Number.isFinite(perSecond) ? `${formatCount(perSecond < 100 ? Number(perSecond.toPrecision(3)) : Math.round(perSecond))} ${unit}/s` : '–';
}
