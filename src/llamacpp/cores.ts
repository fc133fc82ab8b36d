/** How many compute threads this process may run: ggml's threads spin at barriers, so one too many makes a step 50 times slower (ENGINE.md §6). */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Cores without their second hardware threads, and never more than the operating system grants this process. */
export function computeCores(): number {
  return Math.max(1, Math.min(physicalCores() ?? Number.POSITIVE_INFINITY, availableParallelism()));
}

/** Only Linux tells without native code; Apple's chips have no second hardware threads. */
function physicalCores(): number | null {
  if (process.platform !== 'linux') return null;
  try {
    return countPhysicalCores(readFileSync('/proc/cpuinfo', 'utf8'));
  } catch {
    return null;
  }
}

/** Distinct (socket, core) pairs of /proc/cpuinfo; null where it does not name them (ARM, some virtual machines). */
export function countPhysicalCores(cpuinfo: string): number | null {
  const cores = cpuinfo
    .split('\n\n')
    .map((processor) => `${/^physical id\s*: (\d+)/m.exec(processor)?.[1] ?? 0}/${/^core id\s*: (\d+)/m.exec(processor)?.[1] ?? ''}`)
    .filter((core) => !core.endsWith('/'));
  return cores.length === 0 ? null : new Set(cores).size;
}
