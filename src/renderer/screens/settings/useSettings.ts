/** The user's preferences, and the one way to change them: at once, told quietly. */
import type { Settings } from '../../../shared/api/settings.ts';
import { useAction, useCall } from '../../stores/useCall.ts';

export interface SettingsAccess {
  /** Undefined until they were read. */
  readonly settings: Settings | undefined;
  change(patch: Partial<Settings>): void;
}

export function useSettings(): SettingsAccess {
  const { data } = useCall('settings.get', {});
  const update = useAction('settings.update');
  return { settings: data, change: (patch) => update.run(patch) };
}
