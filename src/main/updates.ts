/** New versions: looked for only when the user wants it, in a packaged app, and never while anything trains. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import type { AppContext } from '../services/app/context.ts';

const everyMs = 24 * 60 * 60 * 1000;

export interface UpdatesOptions {
  readonly context: AppContext;
  /** Whether anything trains. */
  busy(): boolean;
  onError(error: unknown, where: string): void;
}

export function watchForUpdates({ context, busy, onError }: UpdatesOptions): void {
  // A package that was built for no place to update from has no such file.
  if (!app.isPackaged || !existsSync(join(process.resourcesPath, 'app-update.yml'))) return;
  const check = async (): Promise<void> => {
    const { checkUpdates } = await context.settings.get();
    if (!checkUpdates || busy()) return;
    const { default: updater } = await import('electron-updater');
    const { autoUpdater } = updater;
    // Put in place when the app is quit, which it is not while runs go on.
    autoUpdater.autoInstallOnAppQuit = true;
    const found = await autoUpdater.checkForUpdates();
    if (found === null || !found.isUpdateAvailable) return;
    await found.downloadPromise;
    context.notices.tell({
      level: 'info',
      title: `Mixwright ${found.updateInfo.version} is ready`,
      body: 'It is installed when you quit.',
      action: null,
    });
  };
  const checkQuietly = (): void => void check().catch((error: unknown) => onError(error, 'updates'));
  checkQuietly();
  setInterval(checkQuietly, everyMs).unref();
}
