/** A MessagePort as the web has it, which worker_threads has too: structured clone, events with `data`. */
import type { Channel } from '../channel.ts';

export interface WebPort {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listen: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listen: () => void): void;
  start(): void;
  close(): void;
}

export function portChannel(port: WebPort): Channel {
  const closing: (() => void)[] = [];
  let closed = false;
  // Which ends hear of a close differs between platforms; here each does, once.
  const tellClosed = (): void => {
    if (closed) return;
    closed = true;
    for (const listen of closing) listen();
  };
  port.addEventListener('close', tellClosed);
  return {
    send(message) {
      if (!closed) port.postMessage(message);
    },
    onMessage(listen) {
      port.addEventListener('message', ({ data }) => listen(data));
      port.start();
    },
    onClose: (listen) => void closing.push(listen),
    close() {
      port.close();
      tellClosed();
    },
  };
}
