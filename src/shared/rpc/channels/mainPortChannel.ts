/** Electron's MessagePortMain: an event emitter whose messages are events with `data`, silent until it is started. */
import type { Channel } from '../channel.ts';

export interface MainPort {
  postMessage(message: unknown): void;
  on(event: 'message', listen: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listen: () => void): unknown;
  start(): void;
  close(): void;
}

export function mainPortChannel(port: MainPort): Channel {
  const closing: (() => void)[] = [];
  let closed = false;
  const tellClosed = (): void => {
    if (closed) return;
    closed = true;
    for (const listen of closing) listen();
  };
  port.on('close', tellClosed);
  return {
    send(message) {
      // Nothing is transferred: a port that is handed an ArrayBuffer loses the message (electron#34905).
      if (!closed) port.postMessage(message);
    },
    onMessage(listen) {
      port.on('message', ({ data }) => listen(data));
      port.start();
    },
    onClose: (listen) => void closing.push(listen),
    close() {
      port.close();
      tellClosed();
    },
  };
}
