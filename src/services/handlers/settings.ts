/** The contract's part on what the user prefers. */
import type { settingsApi } from '../../shared/api/settings.ts';
import type { Handlers } from '../../shared/rpc/contract.ts';
import type { AppContext } from '../app/context.ts';

export function settingsHandlers({ settings }: AppContext): Handlers<Pick<typeof settingsApi, 'settings.get' | 'settings.update'>> {
  return {
    'settings.get': () => settings.get(),
    'settings.update': (patch) => settings.update(patch),
  };
}
