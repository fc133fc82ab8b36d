/** What a page may not do, whatever it loads: leave its address, open windows, embed others, ask for devices. */
import { app, type IpcMainEvent, type IpcMainInvokeEvent, type Session, shell } from 'electron';

/** The one thing asked for: copying text by a button. */
const permitted: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** @param page the address all pages of the app start with. */
export function hardenContents(page: string): void {
  app.on('web-contents-created', (_, contents) => {
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.on('will-navigate', (event) => {
      if (!event.url.startsWith(page)) event.preventDefault();
    });
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame && !event.url.startsWith(page)) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      openExternal(url).catch(() => undefined);
      return { action: 'deny' };
    });
  });
}

export function hardenSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, decide) => decide(permitted.has(permission)));
  session.setPermissionCheckHandler((_contents, permission) => permitted.has(permission));
  session.setDevicePermissionHandler(() => false);
}

/** Only the app's own page, in a window of its own, may send. */
export function isFromPage(event: IpcMainEvent | IpcMainInvokeEvent, page: string): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && frame.url.startsWith(page);
}

/** Hands an https address to the system's browser; nothing else leaves the app. */
export async function openExternal(url: string): Promise<void> {
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') throw new Error(`only https addresses are opened, not ${url}`);
  await shell.openExternal(url);
}
