/** The application behind every face: what it keeps while it is open, and a handler for each call and stream of the contract. */

import type { RunRow } from '../../shared/api/runs.ts';
import type { Api } from '../../shared/api.ts';
import type { Handlers } from '../../shared/rpc/contract.ts';
import { clearAbandonedConversions } from '../conversions/conversions.ts';
import { openTrash } from '../directory/trash.ts';
import { expireUploads } from '../directory/uploads.ts';
import { appHandlers } from '../handlers/app.ts';
import { chatHandlers } from '../handlers/chat.ts';
import { conversionsHandlers } from '../handlers/conversions.ts';
import { datasetsHandlers } from '../handlers/datasets.ts';
import { devicesHandlers } from '../handlers/devices.ts';
import { exportsHandlers } from '../handlers/exports.ts';
import { filesHandlers } from '../handlers/files.ts';
import { librariesHandlers } from '../handlers/libraries.ts';
import { modelsHandlers } from '../handlers/models.ts';
import { recipesHandlers } from '../handlers/recipes.ts';
import { runsHandlers } from '../handlers/runs.ts';
import { settingsHandlers } from '../handlers/settings.ts';
import { storageHandlers } from '../handlers/storage.ts';
import { tasksHandlers } from '../handlers/tasks.ts';
import { trashHandlers } from '../handlers/trash.ts';
import { openDigests } from '../runs/digests.ts';
import { matchFolders } from '../runs/listRuns.ts';
import { createPaces } from '../runs/pace.ts';
import type { RowSources } from '../runs/runRows.ts';
import { markInterrupted } from '../runs/updateRun.ts';
import { createMetricStreams } from '../runs/watchMetrics.ts';
import type { Services } from '../services.ts';
import { openSettings } from '../settings.ts';
import { createChanges } from './changes.ts';
import { openChatPool } from './chatPool.ts';
import type { AppContext } from './context.ts';
import { createNotices } from './notices.ts';
import { openRunQueue, type YieldingWork } from './runQueue.ts';
import { openRunWatch, type RunListener } from './runWatch.ts';
import { createShortJobs } from './shortJobs.ts';
import { createTasks } from './tasks.ts';
import { watchDirectory } from './watchDirectory.ts';

export interface ApplicationOptions {
  readonly services: Services;
  /** resources/starter. */
  readonly starter: string;
  readonly face: AppContext['face'];
  readonly version: string;
}

export interface Application {
  readonly handlers: Handlers<Api>;
  readonly context: AppContext;
  /** Calls at every change of a run's status, also of runs led by others; `before` is null for a new run. @returns how to end it. */
  watchRuns(listen: RunListener): () => void;
  /** Runs this application leads: preparing, running, pausing, paused or finalizing. */
  activeRuns(): readonly RunRow[];
  /** Starts no more runs, saves and ends those it leads. Resolves when they have ended. */
  stopAll(): Promise<void>;
  /** Ends everything at once; runs that were not stopped before go on from their last checkpoint when they are resumed. */
  close(): Promise<void>;
}

/** How often what has lain in the trash too long is looked for. */
const expireEveryMs = 6 * 60 * 60 * 1000;

/** Opens the application and starts what waits in its queue. */
export async function openApplication({ services, starter, face, version }: ApplicationOptions): Promise<Application> {
  const { data } = services;
  const changes = createChanges();
  const notices = createNotices();
  const warn = (message: string): void => notices.tell({ level: 'warning', title: 'A file was damaged', body: message, action: null });
  const settings = openSettings(data, { changed: () => changes.announce('settings'), warn });
  const tasks = createTasks({ changes, notices });
  const trash = openTrash(data, settings);
  const context: AppContext = { services, starter, face, version, changes, notices, tasks, settings, trash };
  const chats = openChatPool(services);
  const jobs = createShortJobs(services);
  const yielding: YieldingWork = {
    threads: () => chats.threads() + jobs.threads(),
    release: async () => void (await Promise.all([chats.release(), jobs.release()])),
  };
  const queue = openRunQueue({ services, changes, notices, settings, yielding });
  const rows: RowSources = { data, digests: openDigests(data), paces: createPaces(), outlook: queue.outlook };
  await matchFolders(data);
  await markInterrupted(data);
  const watch = await openRunWatch(rows);
  const stopListening = changes.listen((topics) => {
    if (topics.includes('runs') || topics.includes('steps')) watch.look();
    if (topics.includes('runs') || topics.includes('settings')) queue.look();
  });
  const stopWatching = watchDirectory(data, (topics) => changes.announce(...topics));
  const expiring = setInterval(() => void trash.expire().catch(() => undefined), expireEveryMs);
  expiring.unref();
  trash.expire().catch(() => undefined);
  expireUploads(data).catch(() => undefined);
  clearAbandonedConversions(data).catch(() => undefined);
  queue.look();
  return {
    context,
    handlers: {
      ...appHandlers(context),
      ...filesHandlers(context),
      ...tasksHandlers(context),
      ...datasetsHandlers(context),
      ...modelsHandlers(context, rows.digests),
      ...conversionsHandlers(context),
      ...exportsHandlers(context),
      ...recipesHandlers(context, jobs),
      ...runsHandlers(context, { queue, rows, metrics: createMetricStreams() }),
      ...chatHandlers(context, chats),
      ...settingsHandlers(context),
      ...devicesHandlers(context),
      ...librariesHandlers(context),
      ...storageHandlers(context, jobs),
      ...trashHandlers(context),
    },
    watchRuns: watch.watch,
    activeRuns: watch.active,
    stopAll: queue.stopAll,
    async close() {
      clearInterval(expiring);
      stopWatching();
      stopListening();
      watch.close();
      await Promise.all([queue.close(), chats.release(), jobs.release(), tasks.close()]);
    },
  };
}
