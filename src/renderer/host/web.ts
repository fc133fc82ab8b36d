/** A browser: a WebSocket to the same origin, dropped files uploaded to the application's machine. */
import { api } from '../../shared/api.ts';
import { MixwrightError } from '../../shared/errors.ts';
import { socketChannel } from '../../shared/rpc/channels/socketChannel.ts';
import { connect } from '../../shared/rpc/client.ts';
import { filesOf } from './droppedItems.ts';
import type { Host } from './host.ts';
import { uploadFiles } from './upload.ts';

export function webHost(): Host {
  return {
    face: 'web',
    async connect() {
      const url = new URL('/rpc', window.location.href);
      url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
      const socket = new WebSocket(url);
      await opened(socket);
      keepLetIn(socket);
      return connect(api, socketChannel(socket));
    },
    async pathsOf(items, onProgress, signal) {
      return uploadFiles(await Promise.all(items.map(filesOf)), onProgress, signal);
    },
    choose: null,
    reveal: null,
    openExternal: (url) => void window.open(url, '_blank', 'noopener,noreferrer'),
    onOpen: () => () => {},
  };
}

const day = 24 * 60 * 60 * 1000;

/** A page may be open for longer than its cookie is good; what the page is asked for with brings a new one. */
function keepLetIn(socket: WebSocket): void {
  const timer = setInterval(() => void fetch('/', { method: 'HEAD' }).catch(() => undefined), day);
  socket.addEventListener('close', () => clearInterval(timer), { once: true });
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (): void =>
      reject(new MixwrightError('DISCONNECTED', 'the application could not be reached', { hint: 'start it again with: mixwright serve' }));
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('error', refuse, { once: true });
    socket.addEventListener('close', refuse, { once: true });
  });
}
