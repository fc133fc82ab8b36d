/** The contract's part on exports. */
import type { modelsApi } from '../../shared/api/models.ts';
import type { Handlers } from '../../shared/rpc/contract.ts';
import type { AppContext } from '../app/context.ts';
import { forgetExport, listExports } from '../exports/exportRecords.ts';
import { exportOptions, startExport } from '../exports/exports.ts';
import { handoffs } from '../exports/handoff.ts';

type ExportsApi = Pick<typeof modelsApi, Extract<keyof typeof modelsApi, `exports.${string}`>>;

export function exportsHandlers(context: AppContext): Handlers<ExportsApi> {
  const { data } = context.services;
  return {
    'exports.options': ({ model }) => exportOptions(context, model),
    'exports.start': async (order) => ({ task: await startExport(context, order) }),
    'exports.list': () => listExports(data),
    async 'exports.forget'({ id }) {
      await forgetExport(data, id);
      context.changes.announce('exports');
      return {};
    },
    'exports.handoff': ({ path, format }) => handoffs(path, format),
  };
}
