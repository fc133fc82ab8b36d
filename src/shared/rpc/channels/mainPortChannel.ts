/** Electron's MessagePortMain: the web's port but for its listeners, which are an event emitter's. */
import type { Channel } from '../channel.ts';
import { portChannel } from './portChannel.ts';

export interface MainPort {
  postMessage(message: unknown): void;
  on(event: 'message', listen: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listen: () => void): unknown;
  start(): void;
  close(): void;
}

export function mainPortChannel(port: MainPort): Channel {
  return portChannel({
    // Nothing is transferred: a port that is handed an ArrayBuffer loses the message (electron#34905).
    postMessage: (message) => port.postMessage(message),
    addEventListener: (type: 'message' | 'close', listen: (event: { readonly data: unknown }) => void) => void port.on(type as 'message', listen),
    start: () => port.start(),
    close: () => port.close(),
  });
}
