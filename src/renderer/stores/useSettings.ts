/** The user's settings, changed at once on screen and put back when the change is refused. */
import { useQueryClient } from '@tanstack/react-query';
import type { Settings } from '../../shared/api/settings.ts';
import { useAction, useCall } from './useCall.ts';

export interface SettingsStore {
  /** undefined until they are known. */
  readonly settings: Settings | undefined;
  update(change: Partial<Settings>): void;
}

export function useSettings(): SettingsStore {
  const queries = useQueryClient();
  const { data: settings } = useCall('settings.get', {});
  const { runAsync } = useAction('settings.update');
  const key = ['settings.get', {}];
  return {
    settings,
    update(change) {
      queries.setQueryData<Settings>(key, (known) => known && { ...known, ...change });
      runAsync(change)
        .then((saved) => queries.setQueryData(key, saved))
        // The failure is shown by the action; what is shown goes back to what holds.
        .catch(() => queries.invalidateQueries({ queryKey: key }));
    },
  };
}
