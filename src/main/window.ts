/** The app's window: sandboxed, without Node, its place kept. */
import { join } from 'node:path';
import { app, BrowserWindow, dialog, nativeTheme, screen } from 'electron';
import type { AppFiles } from './paths.ts';
import { placeOnScreens, readWindowState, writeWindowState } from './windowState.ts';

const firstSize = { width: 1360, height: 880 } as const;
const leastSize = { minWidth: 920, minHeight: 560 } as const;
/** The page's own, so that nothing flashes before it has drawn. */
const background = { light: '#f7f7f8', dark: '#0f1012' } as const;
const saveAfterMs = 500;
/** A page that crashes again and again gets no better by loading it once more. */
const crashes = { most: 3, withinMs: 60_000 } as const;

export function createWindow({ preload, icon }: AppFiles, page: string): BrowserWindow {
  const stateFile = join(app.getPath('userData'), 'window.json');
  const state = readWindowState(stateFile);
  const window = new BrowserWindow({
    ...firstSize,
    ...leastSize,
    ...placeOnScreens(
      state,
      screen.getAllDisplays().map(({ workArea }) => workArea),
    ),
    title: 'Mixwright',
    icon,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => {
    if (state?.maximized) window.maximize();
    window.show();
  });
  keepState(window, stateFile);
  reloadCrashed(window);
  window.loadURL(page).catch(() => undefined);
  return window;
}

/** A page that crashed leaves nothing behind that main does not have. */
function reloadCrashed(window: BrowserWindow): void {
  let recent: readonly number[] = [];
  window.webContents.on('render-process-gone', (_, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const now = Date.now();
    recent = [...recent.filter((at) => now - at < crashes.withinMs), now];
    if (recent.length <= crashes.most) return window.webContents.reload();
    recent = [];
    askToReload(window, reason).catch(() => undefined);
  });
}

async function askToReload(window: BrowserWindow, reason: string): Promise<void> {
  // It may have crashed before it was ever shown.
  showWindow(window);
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    title: 'Mixwright',
    message: 'The window keeps crashing.',
    detail: `Loading it again did not help (${reason}). Runs go on meanwhile.`,
    buttons: ['Try again', 'Quit'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  if (window.isDestroyed()) return;
  if (response === 0) window.webContents.reload();
  else app.quit();
}

export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function keepState(window: BrowserWindow, file: string): void {
  let timer: NodeJS.Timeout | undefined;
  const save = (): void => writeWindowState(file, { ...window.getNormalBounds(), maximized: window.isMaximized() });
  const saveSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(save, saveAfterMs);
  };
  window.on('resize', saveSoon);
  window.on('move', saveSoon);
  window.on('close', () => {
    clearTimeout(timer);
    save();
  });
}
