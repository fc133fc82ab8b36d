/** The log of a run, from its beginning and as it grows. */
import { useState } from 'react';
import type { LogEntry } from '../../../shared/api/runs.ts';
import { useStream } from '../../stores/useStream.ts';

export function useRunLog(id: string): readonly LogEntry[] {
  const [log, setLog] = useState<readonly LogEntry[]>([]);
  // A new subscription tells everything again.
  useStream(
    'runs.events',
    id,
    () => {
      setLog([]);
      return { id };
    },
    (entries) => setLog((before) => [...before, ...entries]),
  );
  return log;
}
