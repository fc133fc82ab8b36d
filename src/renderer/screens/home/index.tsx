/** Home: the way into the first run; later what goes on, what waits, and what has just ended. */
import type { ReactNode } from 'react';
import { BusyState, ErrorState, Page } from '../../components/index.ts';
import { useCall } from '../../stores/useCall.ts';
import { FirstRun } from './FirstRun.tsx';
import { Overview } from './Overview.tsx';

export function HomeScreen(): ReactNode {
  const runs = useCall('runs.list', {});
  if (runs.data) return runs.data.length === 0 ? <FirstRun /> : <Overview runs={runs.data} />;
  return (
    <Page title="Home">
      {runs.error ? (
        <ErrorState error={runs.error} title="The runs could not be listed" onRetry={() => void runs.refetch()} />
      ) : (
        <BusyState what="Looking for runs" />
      )}
    </Page>
  );
}
