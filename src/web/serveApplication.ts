/** The whole application behind a web host: what `mixwright serve` starts. */
import { openApplication } from '../services/app/openApplication.ts';
import { uploadsFolder } from '../services/directory/uploads.ts';
import { keptToken } from '../services/directory/webToken.ts';
import { openErrorLog } from '../services/errorLog.ts';
import type { Services } from '../services/services.ts';
import { api } from '../shared/api.ts';
import { startWebHost, type WebHostOptions } from './webHost.ts';

export interface ServeApplicationOptions {
  readonly services: Services;
  /** Folder of the starter model. */
  readonly starter: string;
  readonly version: string;
  /** Folder of the built page. */
  readonly page: string;
  readonly port: number;
  /** Make a new token, so that addresses given out before let nobody in any more. */
  readonly newToken: boolean;
  readonly development?: WebHostOptions<typeof api>['development'];
}

export interface ServedApplication {
  readonly url: string;
  /** Runs of this application that are under way. */
  activeRuns(): number;
  /** Has them save and end, then closes. */
  stop(): Promise<void>;
}

export async function serveApplication({ services, starter, version, page, port, newToken, development }: ServeApplicationOptions): Promise<ServedApplication> {
  const token = await keptToken(services.data, { renew: newToken, warn: services.warn });
  const errors = openErrorLog(services.data.root);
  const application = await openApplication({ services, starter, face: 'web', version });
  const host = await startWebHost({
    contract: api,
    handlers: application.handlers,
    page,
    uploads: uploadsFolder(services.data),
    port,
    token,
    onError: errors.add,
    ...(development !== undefined && { development }),
  }).catch(async (error: unknown) => {
    await application.close();
    throw error;
  });
  return {
    url: host.url,
    activeRuns: () => application.activeRuns().length,
    async stop() {
      await application.stopAll();
      await host.close();
      await application.close();
    },
  };
}
