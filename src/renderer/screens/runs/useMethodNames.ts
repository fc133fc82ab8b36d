import { useCallback } from 'react';
import type { RunRow } from '../../../shared/api/runs.ts';
import { useCall } from '../../stores/useCall.ts';

export type MethodsOf = (run: Pick<RunRow, 'methods'>) => string;

/** Tells a run's methods by name; by id until the list is read, and where it has no such method. Stable while the list is. */
export function useMethodNames(): MethodsOf {
  const { data } = useCall('methods.list', {});
  return useCallback(
    ({ methods }) => (methods.length === 0 ? 'full' : methods.map((id) => data?.find((method) => method.id === id)?.name ?? id).join(' + ')),
    [data],
  );
}
