/** How long something takes: by the clock, and in CPU seconds of all threads, which tell work from waiting where neighbours take the cores. */
export interface Timing {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

export function timed(run: () => unknown): Timing {
  const start = performance.now();
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - start) / 1e3, cpuSeconds: (user + system) / 1e6 };
}

export function medianOf(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;
}
