/** Bytes in decimal units, as disks and download sizes are given; the tooltip has the binary ones and the exact count. */
import { grouped, trimZeros } from './numbers.ts';

const decimal = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;
const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** 0 B, 512 B, 48.2 kB, 1.34 GB. */
export function formatBytes(bytes: number): string {
  return inUnits(bytes, 1000, decimal);
}

/** 1.25 GiB (1 342 177 280 bytes). */
export function formatBytesExactly(bytes: number): string {
  return `${inUnits(bytes, 1024, binary)} (${grouped(Math.round(bytes))} bytes)`;
}

/** What a progress says: both numbers in the unit of the larger, 0.4 / 1.3 GB. */
export function formatBytesOf(done: number, total: number): string {
  const power = powerOf(total, 1000);
  return `${digits(done / 1000 ** power)} / ${digits(total / 1000 ** power)} ${decimal[power]}`;
}

function inUnits(bytes: number, base: number, units: readonly string[]): string {
  if (!Number.isFinite(bytes)) return '–';
  const power = powerOf(bytes, base);
  return `${power === 0 ? Math.round(bytes) : digits(bytes / base ** power)} ${units[power]}`;
}

function powerOf(bytes: number, base: number): number {
  let power = 0;
  // 999.6 kB would be written as 1000 kB: it belongs to the next unit.
  while (power < decimal.length - 1 && Number((bytes / base ** power).toPrecision(3)) >= base) power++;
  return power;
}

function digits(value: number): string {
  return value >= 100 ? String(Math.round(value)) : trimZeros(value.toPrecision(3));
}
