/** The contract's part on disk space. */
import type { settingsApi } from '../../shared/api/settings.ts';
import type { Handlers } from '../../shared/rpc/contract.ts';
import type { AppContext } from '../app/context.ts';
import type { ShortJobs } from '../app/shortJobs.ts';
import { clearCache, storageUsage } from '../directory/storage.ts';

type StorageApi = Pick<typeof settingsApi, Extract<keyof typeof settingsApi, `storage.${string}`>>;

export function storageHandlers({ services }: AppContext, jobs: Pick<ShortJobs, 'busy'>): Handlers<StorageApi> {
  return {
    'storage.usage': (_, { signal }) => storageUsage(services.data, signal),
    'storage.clearCache': async () => ({ freedBytes: await clearCache(services.data, jobs) }),
  };
}
