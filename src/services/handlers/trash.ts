/** The contract's part on the trash. */
import type { Topic } from '../../shared/api/app.ts';
import type { settingsApi } from '../../shared/api/settings.ts';
import type { Handlers } from '../../shared/rpc/contract.ts';
import type { AppContext } from '../app/context.ts';
import { emptyTrash, listTrash, restoreFromTrash } from '../directory/trash.ts';

type TrashApi = Pick<typeof settingsApi, Extract<keyof typeof settingsApi, `trash.${string}`>>;

const topicOf = { run: 'runs', model: 'models', dataset: 'datasets' } as const satisfies Record<string, Topic>;

export function trashHandlers({ services: { data }, settings, changes }: AppContext): Handlers<TrashApi> {
  return {
    'trash.list': async () => [...(await listTrash(data, (await settings.get()).trashDays))],
    async 'trash.restore'({ ids }) {
      for (const id of ids) changes.announce('trash', topicOf[(await restoreFromTrash(data, id)).kind]);
      return {};
    },
    async 'trash.empty'({ ids }) {
      const freedBytes = await emptyTrash(data, ids);
      changes.announce('trash');
      return { freedBytes };
    },
  };
}
