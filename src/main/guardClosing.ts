/** When the app may end: never under a run or other work without asking, and not before what is to be saved has been saved. */
import { app, type BrowserWindow } from 'electron';
import type { Application } from '../services/app/openApplication.ts';
import { askClosing, askEndNow, type ClosedBy } from './closing.ts';
import { describeWork, isIdle, openWork } from './openWork.ts';
import type { AppTray } from './tray.ts';
import { showWindow } from './window.ts';

export interface GuardOptions {
  readonly window: BrowserWindow;
  readonly application: Application;
  readonly tray: AppTray;
  readonly platform: NodeJS.Platform;
  onError(error: unknown, where: string): void;
}

export interface ClosingGuard {
  /** Has runs save and end, then quits; asks nothing. */
  stopAndQuit(): void;
}

export function guardClosing({ window, application, tray, platform, onError }: GuardOptions): ClosingGuard {
  let phase: 'open' | 'asking' | 'saving' | 'over' = 'open';
  const quit = (): void => {
    phase = 'over';
    app.quit();
  };
  const saveAndQuit = async (): Promise<void> => {
    phase = 'saving';
    try {
      await application.stopAll();
      await application.close();
    } catch (error) {
      onError(error, 'closing');
    }
    quit();
  };
  const keepInBackground = (): void => {
    window.hide();
    tray.show(describeWork(openWork(application)));
  };
  const leave = async (by: ClosedBy): Promise<void> => {
    if (phase === 'asking') return;
    if (phase === 'saving') {
      showWindow(window);
      if (await askEndNow(window)) quit();
      return;
    }
    phase = 'asking';
    const work = openWork(application);
    // On macOS an app without a window is an app at rest; what is under way goes on in it.
    if (work.runs.length === 0 && by === 'window' && platform === 'darwin') {
      phase = 'open';
      window.hide();
      return;
    }
    if (!isIdle(work)) showWindow(window);
    const choice = await askClosing(window, application.context.settings, { work, by });
    phase = 'open';
    if (choice === 'stop') await saveAndQuit();
    else if (choice === 'keep') keepInBackground();
  };
  const hold =
    (by: ClosedBy) =>
    (event: { preventDefault(): void }): void => {
      if (phase === 'over') return;
      event.preventDefault();
      leave(by).catch((error: unknown) => {
        phase = 'open';
        onError(error, 'closing');
      });
    };
  window.on('close', hold('window'));
  app.on('before-quit', hold('quit'));
  window.on('show', tray.hide);
  app.on('activate', () => showWindow(window));
  return { stopAndQuit: () => void (phase === 'open' && saveAndQuit()) };
}
