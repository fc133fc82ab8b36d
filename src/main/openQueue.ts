/** What the page is to show, kept until it listens: it may still be loading, or not be there yet. */
import { ipcMain, type WebContents } from 'electron';
import type { OpenRequest } from '../shared/desktop.ts';
import { channels } from '../shared/desktopChannels.ts';
import { isFromPage } from './security.ts';

export interface OpenQueue {
  add(...requests: readonly OpenRequest[]): void;
}

export function createOpenQueue(page: string): OpenQueue {
  const waiting: OpenRequest[] = [];
  const watched = new WeakSet<WebContents>();
  let listener: WebContents | null = null;
  const deliver = (): void => {
    if (listener === null || listener.isDestroyed()) return;
    for (const request of waiting.splice(0)) listener.send(channels.open, request);
  };
  ipcMain.on(channels.listening, (event) => {
    if (!isFromPage(event, page)) return;
    listener = event.sender;
    if (!watched.has(listener)) {
      watched.add(listener);
      // A page that loads anew listens no more until it says so again.
      listener.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
        if (isMainFrame && !isSameDocument) listener = null;
      });
    }
    deliver();
  });
  return {
    add(...requests) {
      waiting.push(...requests);
      deliver();
    },
  };
}
