/** The contract's part on native libraries. */
import type { settingsApi } from '../../shared/api/settings.ts';
import type { Handlers } from '../../shared/rpc/contract.ts';
import type { AppContext } from '../app/context.ts';
import { listLibraries, removeLibrary, startAddingLibrary } from '../libraries/libraries.ts';

type LibrariesApi = Pick<typeof settingsApi, Extract<keyof typeof settingsApi, `libraries.${string}`>>;

export function librariesHandlers(context: AppContext): Handlers<LibrariesApi> {
  return {
    'libraries.list': () => listLibraries(context.services),
    'libraries.add': async ({ id }) => ({ task: await startAddingLibrary(context, id) }),
    async 'libraries.remove'({ id }) {
      await removeLibrary(context.services, id);
      context.changes.announce('libraries');
      return {};
    },
  };
}
