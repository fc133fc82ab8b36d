/** The icon that is left while training goes on without a window. */
import { Menu, nativeImage, Tray } from 'electron';

export interface TrayActions {
  open(): void;
  quit(): void;
}

export interface AppTray {
  show(text: string): void;
  hide(): void;
}

const iconSize = 22;

export function createTray(icon: string, actions: TrayActions): AppTray {
  let tray: Tray | null = null;
  const menu = (text: string): Menu =>
    Menu.buildFromTemplate([
      { label: text, enabled: false },
      { type: 'separator' },
      { label: 'Open Mixwright', click: actions.open },
      { label: 'Stop, save and quit', click: actions.quit },
    ]);
  return {
    show(text) {
      if (tray === null) {
        tray = new Tray(nativeImage.createFromPath(icon).resize({ width: iconSize, height: iconSize }));
        tray.on('click', actions.open);
      }
      tray.setToolTip(`Mixwright: ${text}`);
      tray.setContextMenu(menu(text));
    },
    hide() {
      tray?.destroy();
      tray = null;
    },
  };
}
