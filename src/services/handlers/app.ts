/** Calls and streams of the application itself. */
import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { computeCores } from '../../llamacpp/cores.ts';
import type { appApi } from '../../shared/api/app.ts';
import type { Handlers } from '../../shared/rpc/contract.ts';
import type { AppContext } from '../app/context.ts';
import { diagnose } from '../diagnostics.ts';
import { starterSource } from '../models/starterModel.ts';

type AppApi = Pick<typeof appApi, Extract<keyof typeof appApi, `app.${string}`>>;

export function appHandlers({ services, starter, face, version, changes, notices, settings }: AppContext): Handlers<AppApi> {
  return {
    'app.info': async () => ({
      version,
      face,
      platform: process.platform,
      dataDirectory: services.data.root,
      starter: existsSync(join(starterSource(starter), 'config.json')),
      cores: computeCores(),
      memoryBytes: totalmem(),
    }),
    'app.changes': (_, { signal }) => changes.watch(signal),
    'app.notices': (_, { signal }) => notices.watch(signal, { missed: true }),
    'app.diagnostics': async () => ({ text: await diagnose({ services, version, face, settings: await settings.get() }) }),
  };
}
