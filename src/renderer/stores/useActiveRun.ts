import type { RunRow } from '../../shared/api/runs.ts';
import type { RunStatus } from '../../shared/run.ts';
import { useCall } from './useCall.ts';

const active: readonly RunStatus[] = ['running', 'preparing', 'finalizing', 'pausing', 'paused'];

/** The run that is under way, the busiest first; null: none. Its figures are a second old at most. */
export function useActiveRun(): RunRow | null {
  const { data = [] } = useCall('runs.list', {});
  const candidates = data.filter(({ status }) => active.includes(status));
  const [first] = [...candidates].sort((a, b) => active.indexOf(a.status) - active.indexOf(b.status));
  return first ?? null;
}
