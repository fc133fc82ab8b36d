/** A WebSocket, the browser's or that of ws. What is sent before it is open waits. */
import type { Channel } from '../channel.ts';
import { decodeFrame, encodeFrame, type Frame } from '../codec.ts';

export interface Socket {
  binaryType: string;
  readonly readyState: number;
  send(frame: Frame): void;
  close(): void;
  addEventListener(type: 'message', listen: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'open' | 'close' | 'error', listen: () => void): void;
}

const connecting = 0;
const open = 1;

export function socketChannel(socket: Socket): Channel {
  const early: Frame[] = [];
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('open', () => {
    for (const frame of early.splice(0)) socket.send(frame);
  });
  // Always followed by a close; with no listener the emitter of ws would throw.
  socket.addEventListener('error', () => undefined);
  return {
    send(message) {
      const frame = encodeFrame(message);
      if (socket.readyState === connecting) early.push(frame);
      else if (socket.readyState === open) socket.send(frame);
    },
    onMessage(listen) {
      socket.addEventListener('message', ({ data }) => {
        let message: unknown;
        try {
          message = decodeFrame(data as Frame);
        } catch {
          // Not one of ours: nothing that follows can be trusted to be.
          socket.close();
          return;
        }
        listen(message);
      });
    },
    onClose: (listen) => socket.addEventListener('close', listen),
    close: () => socket.close(),
  };
}
