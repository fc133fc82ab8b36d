/** Waits until a check passes: as long as the slowest machine may take, which costs nothing where it passes at once. */
import { vi } from 'vitest';

/** For whatever waits by itself, a page for one. */
export const patienceMs = 120_000;

export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: patienceMs, interval: 30 });
}
