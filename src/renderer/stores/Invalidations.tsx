/** Announced changes, and every reconnection, make what is on screen be asked for again. Draws nothing. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Topic } from '../../shared/api/app.ts';
import { useConnectionState } from './ConnectionContext.tsx';
import { changedBy } from './changedBy.ts';
import { useStream } from './useStream.ts';

export function Invalidations(): null {
  const queries = useQueryClient();
  const { generation } = useConnectionState();

  useStream(
    'app.changes',
    'app',
    () => ({}),
    ({ topics }) => {
      void queries.invalidateQueries(
        { predicate: ({ queryKey: [name] }) => dependsOn(String(name), topics) },
        // Steps come every second: an answer that takes longer than that would never arrive.
        { cancelRefetch: topics.some((topic) => topic !== 'steps') },
      );
    },
  );

  useEffect(() => {
    // The first connection finds nothing on screen that could be old.
    if (generation > 1) void queries.invalidateQueries();
  }, [generation, queries]);

  return null;
}

function dependsOn(name: string, topics: readonly Topic[]): boolean {
  const dependencies: readonly Topic[] = (changedBy as Readonly<Record<string, readonly Topic[]>>)[name] ?? [];
  return dependencies.some((topic) => topics.includes(topic));
}
