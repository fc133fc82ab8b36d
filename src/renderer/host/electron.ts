/** The window of the desktop app: a MessagePort to the main process, paths from the preload script. */
import { api } from '../../shared/api.ts';
import { type Desktop, portMessage } from '../../shared/desktop.ts';
import { MixwrightError } from '../../shared/errors.ts';
import { portChannel } from '../../shared/rpc/channels/portChannel.ts';
import { connect } from '../../shared/rpc/client.ts';
import type { Host } from './host.ts';

/** A port that has not come by then never will: the main process is gone or stuck. Milliseconds. */
const portTimeout = 10_000;

export function electronHost(desktop: Desktop): Host {
  return {
    face: 'electron',
    async connect() {
      return connect(api, portChannel(await nextPort(desktop)));
    },
    async pathsOf(items) {
      const paths = items.map(({ file }) => desktop.pathForFile(file));
      const missing = items.find((_, i) => paths[i] === '');
      if (missing)
        throw new MixwrightError('NOT_FOUND', `${missing.file.name} is not a file on this machine's disk`, { hint: 'save it first, then drop it again' });
      return paths;
    },
    choose: (kind, options) => desktop.choose(kind, options),
    reveal: (path) => desktop.reveal(path),
    openExternal: (url) => void desktop.openExternal(url),
    onOpen: (listen) => desktop.onOpen(listen),
  };
}

function nextPort(desktop: Desktop): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      window.removeEventListener('message', receive);
    };
    const receive = (event: MessageEvent): void => {
      const port = event.ports[0];
      if (event.source !== window || event.data !== portMessage || !port) return;
      stop();
      resolve(port);
    };
    const timer = setTimeout(() => {
      stop();
      reject(new MixwrightError('DISCONNECTED', 'the application did not answer', { hint: 'close the window and start Mixwright again' }));
    }, portTimeout);
    window.addEventListener('message', receive);
    desktop.requestPort();
  });
}
