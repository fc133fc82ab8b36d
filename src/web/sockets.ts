/** The page's WebSocket: one connection is one RPC channel. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Channel } from '../shared/rpc/channel.ts';
import { type Socket, socketChannel } from '../shared/rpc/channels/socketChannel.ts';

/** Inputs are small; files come by upload. */
const maxPayloadBytes = 8 * 2 ** 20;
/** A page that does not answer for this long is gone: a laptop that was closed, a cut tunnel. */
const pingMs = 15_000;

export interface Sockets {
  /** Takes over a connection that has been let in. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

/** @param headers lines of each answer that opens a connection. */
export function openSockets(onChannel: (channel: Channel) => void, { headers }: { headers(): readonly string[] }): Sockets {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: maxPayloadBytes });
  server.on('headers', (lines) => void lines.push(...headers()));
  return {
    upgrade(request, socket, head) {
      server.handleUpgrade(request, socket, head, (connection) => {
        keepAlive(connection);
        onChannel(socketChannel(connection as unknown as Socket));
      });
    },
    close() {
      for (const connection of server.clients) connection.terminate();
      server.close();
    },
  };
}

function keepAlive(connection: WebSocket): void {
  let answered = true;
  const timer = setInterval(() => {
    if (!answered) connection.terminate();
    answered = false;
    connection.ping();
  }, pingMs);
  timer.unref();
  connection.on('pong', () => {
    answered = true;
  });
  connection.once('close', () => clearInterval(timer));
}
