/** Ctrl-C while a job runs: what the first one does, and the ones after it. */
export interface StopHandlers {
  onFirst(): void;
  /** Defaults to what the first one does. */
  onNext?(): void;
}

export async function withStopSignals<T>({ onFirst, onNext = onFirst }: StopHandlers, run: () => Promise<T>): Promise<T> {
  let asked = false;
  const onSignal = (): void => {
    (asked ? onNext : onFirst)();
    asked = true;
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  try {
    return await run();
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}
