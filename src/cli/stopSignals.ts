/** What ends a job from outside: Ctrl-C (the first one and those after it), and the end of whoever reads its output. */
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

/** Someone who reads our output and goes (`| head`, a closed terminal) stops a job as a first Ctrl-C does; a command without one just ends. */
export function stopWhenReaderGoes(): void {
  let gone = false;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (gone || (code !== 'EPIPE' && code !== 'EIO')) return;
      gone = true;
      process.emit('SIGTERM', 'SIGTERM');
    });
  }
}
