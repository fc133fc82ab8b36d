/** Calls and streams of long work that is no run. */
import type { tasksApi } from '../../shared/api/tasks.ts';
import type { Handlers } from '../../shared/rpc/contract.ts';
import type { AppContext } from '../app/context.ts';

export function tasksHandlers({ tasks }: AppContext): Handlers<typeof tasksApi> {
  return {
    'tasks.watch': (_, { signal }) => tasks.watch(signal),
    async 'tasks.cancel'({ id }) {
      tasks.cancel(id);
      return {};
    },
    async 'tasks.dismiss'({ id }) {
      tasks.dismiss(id);
      return {};
    },
  };
}
