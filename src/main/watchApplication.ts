/** What the application does, as the system around the window sees it: sleep, progress on the task bar, notifications, theme. */
import { type BrowserWindow, nativeTheme } from 'electron';
import type { Application } from '../services/app/openApplication.ts';
import { createKeepAwake } from './keepAwake.ts';
import type { Notifications } from './notifications.ts';
import { workingRuns } from './workingRuns.ts';

export interface WatchOptions {
  readonly application: Application;
  readonly window: BrowserWindow;
  readonly notifications: Notifications;
  readonly signal: AbortSignal;
  onError(error: unknown, where: string): void;
}

export function watchApplication({ application, window, notifications, signal, onError }: WatchOptions): void {
  const { settings, changes, notices } = application.context;
  const keepAwake = createKeepAwake();
  const refresh = async (): Promise<void> => {
    const current = await settings.get();
    nativeTheme.themeSource = current.theme;
    const runs = workingRuns(application);
    keepAwake.set(current.keepAwake && runs.length > 0);
    if (!window.isDestroyed()) window.setProgressBar(progressOf(runs));
  };
  const inBackground = (what: string, work: Promise<void>): void =>
    void work.catch((error: unknown) => {
      if (!signal.aborted) onError(error, what);
    });

  inBackground('system state', refresh());
  const unwatch = application.watchRuns(() => inBackground('system state', refresh()));
  signal.addEventListener('abort', () => {
    unwatch();
    keepAwake.set(false);
  });
  inBackground(
    'system state',
    forEach(changes.watch(signal), async ({ topics }) => {
      // Runs tell of their steps this way, their status the other.
      if (topics.some((topic) => topic === 'settings' || topic === 'runs' || topic === 'steps')) await refresh();
    }),
  );
  inBackground(
    'notices',
    forEach(notices.watch(signal), async (notice) => {
      const { notifications: wanted } = await settings.get();
      if (wanted && (window.isDestroyed() || !window.isFocused())) notifications.show(notice);
    }),
  );
}

/** Of the task bar: a share, 2 for "busy, nobody knows how long", -1 for none. */
function progressOf(runs: ReturnType<typeof workingRuns>): number {
  const [run] = runs;
  if (run === undefined) return -1;
  return run.totalSteps === null || run.totalSteps === 0 ? 2 : run.step / run.totalSteps;
}

async function forEach<T>(items: AsyncIterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  for await (const item of items) await work(item);
}
