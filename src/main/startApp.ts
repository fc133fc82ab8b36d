/** Puts the app together: one application, one window over it, and the system's manners around them. */
import { app, dialog, session } from 'electron';
import { type Application, openApplication } from '../services/app/openApplication.ts';
import { type ErrorLog, openErrorLog } from '../services/errorLog.ts';
import { openServices } from '../services/services.ts';
import { api } from '../shared/api.ts';
import { serveDialogs } from './dialogs.ts';
import { guardClosing } from './guardClosing.ts';
import { setMenu } from './menu.ts';
import { createNotifications } from './notifications.ts';
import { openRequests, pathsOfArguments } from './openedPaths.ts';
import { createOpenQueue } from './openQueue.ts';
import { type AppFiles, appFiles } from './paths.ts';
import { servePorts } from './ports.ts';
import { pageUrl, servePage } from './protocol.ts';
import { hardenContents, hardenSession } from './security.ts';
import { createTray } from './tray.ts';
import { watchForUpdates } from './updates.ts';
import { utilityHost } from './utilityHost.ts';
import { watchApplication } from './watchApplication.ts';
import { createWindow, showWindow } from './window.ts';

/** What a second start hands to the first. */
export interface StartArguments {
  /** Of the command line, without the program. */
  readonly given: readonly string[];
  readonly folder: string;
}

export async function startApp(start: StartArguments): Promise<void> {
  const page = developmentServer() ?? pageUrl;
  const opened = createOpenQueue(page);
  const openPaths = (paths: readonly string[]): void => void openRequests(paths).then((requests) => opened.add(...requests));
  const openGiven = ({ given, folder }: StartArguments): void => openPaths(pathsOfArguments(given, folder));
  // macOS hands files over this way, also before the app is ready.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    openPaths([path]);
  });
  openGiven(start);
  // Until runs are guarded; then closing is their matter.
  app.on('window-all-closed', () => app.quit());

  await app.whenReady();
  const files = appFiles();
  hardenContents(page);
  hardenSession(session.defaultSession);
  servePage(files.page);
  const opening = openForApp(files);
  servePorts({
    page,
    contract: api,
    handlers: opening.then(({ application }) => application.handlers),
    onError: async (error, where) => (await opening).errors.add(error, where),
  });
  // The window is there while the data directory is still being opened.
  const window = createWindow(files, page);
  const show = (): void => showWindow(window);
  const goTo = (route: string): void => {
    show();
    opened.add({ type: 'route', route });
  };
  serveDialogs(page, () => window);
  setMenu({ window: () => window, openPaths, goTo });
  app.on('second-instance', (_event, _argv, _folder, second) => {
    show();
    openGiven(second as StartArguments);
  });

  const { application, errors } = await opening;
  // Closed meanwhile: the app is on its way out.
  if (window.isDestroyed()) return application.close();
  const onError = errors.add;
  const over = new AbortController();
  const tray = createTray(files.icon, { open: show, quit: () => guard.stopAndQuit() });
  const guard = guardClosing({ window, application, tray, platform: process.platform, onError });
  const notifications = createNotifications(({ action }) => (action === null ? show() : goTo(action.route)));
  watchApplication({ application, window, notifications, signal: over.signal, onError });
  watchForUpdates({ context: application.context, busy: () => application.activeRuns().length > 0, onError });
  app.on('will-quit', () => over.abort());
}

async function openForApp({ hostEntry, starter }: AppFiles): Promise<{ readonly application: Application; readonly errors: ErrorLog }> {
  // The page, whose notices it would be among, is not there yet.
  const warn = (message: string): void => void dialog.showMessageBox({ type: 'warning', title: 'Mixwright', message });
  const services = await openServices({ hostEntry, spawn: utilityHost, warn });
  return { application: await openApplication({ services, starter, face: 'electron', version: app.getVersion() }), errors: openErrorLog(services.data.root) };
}

/** electron-vite's, in development; a packaged app listens to nobody. */
function developmentServer(): string | null {
  const url = process.env.ELECTRON_RENDERER_URL;
  return app.isPackaged || url === undefined ? null : new URL('/', url).href;
}
