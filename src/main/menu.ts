/** The application menu. Screens are reached by route, as the page itself does it. */
import { type BrowserWindow, dialog, Menu, type MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  window(): BrowserWindow;
  openPaths(paths: readonly string[]): void;
  goTo(route: string): void;
}

export function setMenu(actions: MenuActions, platform: NodeJS.Platform = process.platform): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(actions, platform)));
}

function menuTemplate(actions: MenuActions, platform: NodeJS.Platform): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin';
  const settings: MenuItemConstructorOptions = { label: 'Settings…', accelerator: 'CommandOrControl+,', click: () => actions.goTo('/settings') };
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  return [
    ...(mac ? [{ role: 'appMenu' as const, submenu: macAppMenu(settings) }] : []),
    {
      label: '&File',
      submenu: [
        { label: 'Open Files…', accelerator: 'CommandOrControl+O', click: () => openFrom(actions, 'openFile') },
        { label: 'Open Folder…', accelerator: 'CommandOrControl+Shift+O', click: () => openFrom(actions, 'openDirectory') },
        separator,
        { label: 'New Run', accelerator: 'CommandOrControl+N', click: () => actions.goTo('/train') },
        ...(mac ? [] : [separator, settings]),
        separator,
        { role: mac ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'reload' },
        { role: 'toggleDevTools' },
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: [{ label: 'Diagnostics for a Bug Report', click: () => actions.goTo('/settings/diagnostics') }] },
  ];
}

function macAppMenu(settings: MenuItemConstructorOptions): MenuItemConstructorOptions[] {
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  return [{ role: 'about' }, separator, settings, separator, { role: 'hide' }, { role: 'hideOthers' }, { role: 'unhide' }, separator, { role: 'quit' }];
}

async function openFrom({ window, openPaths }: MenuActions, property: 'openFile' | 'openDirectory'): Promise<void> {
  const { filePaths } = await dialog.showOpenDialog(window(), { properties: property === 'openFile' ? [property, 'multiSelections'] : [property] });
  openPaths(filePaths);
}
