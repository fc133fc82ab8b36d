/** Wakes whoever waits for news, and counts, so that news told while nobody waited is not lost. */
export interface Bell {
  /** How often it has rung. */
  rings(): number;
  ring(): void;
  /** Resolves when it has rung more than `count` times, when the signal aborts, or after `timeoutMs`. Never rejects. */
  after(count: number, signal: AbortSignal, timeoutMs?: number): Promise<void>;
}

export function createBell(): Bell {
  let rings = 0;
  const waiting = new Set<() => void>();
  return {
    rings: () => rings,
    ring() {
      rings++;
      for (const wake of [...waiting]) wake();
    },
    after(count, signal, timeoutMs) {
      if (rings > count || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = timeoutMs === undefined ? undefined : setTimeout(wake, timeoutMs);
        function wake(): void {
          waiting.delete(wake);
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
          resolve();
        }
        waiting.add(wake);
        signal.addEventListener('abort', wake);
      });
    },
  };
}
