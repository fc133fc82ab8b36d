/** Files of the machine the services run on. */
import type { appApi } from '../../shared/api/app.ts';
import type { Handlers } from '../../shared/rpc/contract.ts';
import { freeBytes } from '../../weights/diskSpace.ts';
import type { AppContext } from '../app/context.ts';
import { browseFolder } from '../directory/browse.ts';

export function filesHandlers({ services }: AppContext): Handlers<Pick<typeof appApi, 'files.browse' | 'files.free'>> {
  return {
    'files.browse': ({ path }) => browseFolder(path, services.data.root),
    'files.free': async ({ path }) => ({ freeBytes: await freeBytes(path) }),
  };
}
