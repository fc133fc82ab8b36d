/** The contract's part on conversions. */
import type { modelsApi } from '../../shared/api/models.ts';
import type { Handlers } from '../../shared/rpc/contract.ts';
import type { AppContext } from '../app/context.ts';
import { describeConversion } from '../conversions/conversionPlan.ts';
import { startConversion } from '../conversions/conversions.ts';
import { describeMethods } from '../descriptions.ts';

type ConversionsApi = Pick<typeof modelsApi, Extract<keyof typeof modelsApi, `conversions.${string}`>>;

export function conversionsHandlers(context: AppContext): Handlers<ConversionsApi> {
  return {
    'conversions.methods': async () => describeMethods().filter(({ kind }) => kind === 'conversion'),
    'conversions.plan': (request) => describeConversion(context.services.data, request),
    'conversions.start': async (order) => ({ task: await startConversion(context, order) }),
  };
}
