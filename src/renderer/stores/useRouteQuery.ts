/** What stands behind the "?" of the current route, such as the model in #/playground?model=…. */
import { useMemo } from 'react';
import { useSearch } from 'wouter';

export function useRouteQuery(): URLSearchParams {
  const search = useSearch();
  return useMemo(() => new URLSearchParams(search), [search]);
}
