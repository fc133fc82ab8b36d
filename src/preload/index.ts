/** The only thing a page of the app has beyond a browser: what src/shared/desktop.ts lists. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { type Desktop, type OpenRequest, portMessage } from '../shared/desktop.ts';
import { channels } from '../shared/desktopChannels.ts';

// A port cannot cross contextBridge; a window message carries it.
ipcRenderer.on(channels.port, ({ ports }) => {
  // '*' is this window itself, which shows no page but ours.
  window.postMessage(portMessage, '*', [...ports]);
});

const desktop: Desktop = {
  face: 'electron',
  platform: process.platform,
  requestPort: () => ipcRenderer.send(channels.requestPort),
  pathForFile: (file) => webUtils.getPathForFile(file as File),
  choose: (kind, options = {}) => ipcRenderer.invoke(channels.choose, kind, options) as Promise<string[]>,
  reveal: (path) => ipcRenderer.invoke(channels.reveal, path) as Promise<void>,
  openExternal: (url) => ipcRenderer.invoke(channels.openExternal, url) as Promise<void>,
  onOpen(listen) {
    const onOpen = (_: unknown, request: OpenRequest): void => listen(request);
    ipcRenderer.on(channels.open, onOpen);
    ipcRenderer.send(channels.listening);
    return () => void ipcRenderer.off(channels.open, onOpen);
  },
};

contextBridge.exposeInMainWorld('mixwright', desktop);
